"""The steps of the check, a module for each subject; `app.check.plan` puts them in order."""
