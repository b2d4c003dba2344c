"""The application: joins the proxy and the profiles, and offers them as a service and a command line."""
