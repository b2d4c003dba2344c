"""The profiles, for the control API: list, preview, add, change, order, remove and undo."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web

from app import profile_editing
from app.check import kept
from app.control import health as healths
from app.control.answering import (
    BadRequestError,
    FieldsError,
    JsonReply,
    answer,
    in_a_window,
    read_object,
    text_of,
)
from app.control.desk import Desk, clients_of, warned
from app.control.profile_json import KeyWords, profile_json
from app.control.removed import KEPT_SECONDS, Removal
from app.draft import FieldProblem
from app.errors import sentence
from app.profile_editing import FIELDS, Edited
from profiles.errors import BadKeyValueError, KeyProblemError, ProfileError
from profiles.key_origins import check_waiting
from profiles.profile import LOOP, LOOP_FIX, Profile, find_loop
from profiles.secrets import check_key

LOOKED_AT = 200
"""So many of the newest requests tell how the profiles are doing."""


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""
    parts = _Profiles(desk)
    return [
        web.get("/_turnout/profiles", answer(parts.list_all)),
        web.post("/_turnout/profiles", answer(parts.add)),
        web.post("/_turnout/profiles/preview", answer(parts.preview)),
        web.post("/_turnout/profiles/order", answer(parts.order)),
        web.post("/_turnout/profiles/undo", answer(parts.undo)),
        web.post("/_turnout/profiles/{id}/confirm-key", answer(parts.confirm)),
        web.put("/_turnout/profiles/{id}", answer(parts.change)),
        web.delete("/_turnout/profiles/{id}", answer(parts.remove)),
    ]


class _Profiles:
    def __init__(self, desk: Desk) -> None:
        self._desk, self._context = desk, desk.context

    # ------------------------------------------------------------------ reading
    async def list_all(self, _request: web.Request) -> dict[str, Any]:
        profiles = await asyncio.to_thread(self._context.profiles.list)
        return {"profiles": await self._describe(profiles)}

    async def preview(self, request: web.Request) -> dict[str, Any]:
        """A draft with the id of a profile is a change of that one."""
        draft, key = await _read_draft(request)

        def work() -> tuple[Edited, KeyWords]:
            known = self._context.profiles.list()
            before = next((one for one in known if one.id == draft.get("id")), None)
            edited = self._edit(draft, key, before, known)
            if before is None or edited.profile is None or key is not None:
                return edited, KeyWords()
            return edited, self._key_words(edited.profile)

        edited, words = await asyncio.to_thread(work)
        problems = [*edited.problems, *_key_problems(key)]
        return {
            "profile": profile_json(edited.profile, bound=words) if edited.profile else None,
            "notes": list(edited.notes),
            "problems": [problem.as_json() for problem in problems],
        }

    # ------------------------------------------------------------------ changing
    async def add(self, request: web.Request) -> JsonReply:
        draft, key = await _read_draft(request)

        def work() -> tuple[Profile, tuple[str, ...]]:
            edited = self._edit(draft, key, None, self._context.profiles.list())
            profile = _demand(edited, key)
            self._context.profiles.add(profile)
            self._context.keys.name(profile)
            if key is not None:
                try:
                    self._desk.keep_key(profile, key)
                except BaseException:
                    self._context.profiles.remove(
                        profile.id
                    )  # a profile whose key was lost is half a profile
                    raise
            return profile, edited.notes

        return 201, await self._answer(*await self._desk.change(work))

    async def change(self, request: web.Request) -> dict[str, Any]:
        profile_id = request.match_info["id"]
        draft, key, confirmed = await _read_change(request)

        def work() -> tuple[Profile, tuple[str, ...]]:
            before = self._context.profiles.get(profile_id)
            edited = self._edit(draft, key, before, self._context.profiles.list())
            profile = _demand(edited, key)
            origins = self._context.keys.origins
            origins.see([before])
            if confirmed:
                check_waiting(profile, confirmed, origins.unconfirmed(profile))

            def update() -> None:
                if profile != before:
                    self._context.profiles.update(profile)

            if key is not None:
                self._desk.keep_key(profile, key, update)
            else:
                update()
            if confirmed:
                origins.confirm(profile, confirmed)
            warnings = list(edited.notes)
            if before.key.kind == "keyring" and profile.key.kind != "keyring":
                warnings += self._drop_key(profile)
            return profile, (*warnings, *self._desk.rewrite_connected())

        return await self._answer(*await self._desk.change(work))

    async def confirm(self, request: web.Request) -> dict[str, Any]:
        """Let the key go to what was shown, and to nothing else: an address that came meanwhile nobody has seen."""
        profile_id = request.match_info["id"]
        origins = _origins(await read_object(request, ("origins",)), "origins")

        def work() -> Profile:
            profile = self._context.profiles.get(profile_id)
            self._context.keys.origins.confirm(profile, origins)
            return profile

        return await self._answer(await self._desk.change(work), ())

    async def order(self, request: web.Request) -> dict[str, Any]:
        ids = (await read_object(request, ("ids",))).get("ids")
        if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
            raise BadRequestError("`ids` has to be a list of profiles' ids.")
        await self._desk.change(lambda: self._context.profiles.order(ids))
        return {"ids": [profile.id for profile in await asyncio.to_thread(self._context.profiles.list)]}

    async def remove(self, request: web.Request) -> dict[str, Any]:
        profile_id = request.match_info["id"]

        def work() -> tuple[str, list[str], list[str]]:
            context = self._context
            profile = context.profiles.get(profile_id)
            warnings: list[str] = []
            key: str | None = None
            if profile.key.kind == "keyring":
                try:
                    key = context.secrets.get(profile.id)
                except KeyProblemError as error:
                    warnings.append(f"Undo will not bring the key back: {sentence(error)}")
            binding = context.keys.origins.of(profile)
            modes = {client: route.mode for client, route in context.routes.all().items()}
            order = tuple(one.id for one in context.profiles.list())
            context.profiles.remove(profile.id)
            clients = context.routes.forget(profile.id)
            if profile.key.kind == "keyring":
                warnings += self._drop_key(profile)
            context.keys.origins.forget_variables(profile.id)
            served = tuple((client, modes[client]) for client in clients)
            check = kept.read(context.paths, profile.id)
            kept.forget(context.paths, profile.id)
            origins = binding.origins if binding else None
            token = self._desk.removed.keep(Removal(profile, order, served, key, check, origins))
            return token, list(clients), [*warnings, *self._desk.rewrite_connected()]

        token, clients, warnings = await self._desk.change(work)
        asyncio.get_running_loop().call_later(KEPT_SECONDS + 1, self._desk.removed.sweep)
        return warned({"undo": token, "clients_without_profile": clients}, warnings)

    async def undo(self, request: web.Request) -> dict[str, Any]:
        token = text_of(await read_object(request, ("token",)), "token")

        def work() -> tuple[Profile, tuple[str, ...]]:
            context = self._context
            removal = self._desk.removed.take(token)
            profile, warnings = removal.profile, []
            if removal.origins is not None and profile.key.kind == "env":
                context.keys.origins.bind(profile, removal.origins)
            try:
                context.profiles.add(profile)
            except BaseException:
                self._desk.removed.restore(token, removal)
                raise
            if removal.key is not None:
                try:
                    self._desk.keep_key(profile, removal.key, origins=removal.origins)
                except KeyProblemError as error:
                    warnings.append(f"The key is not back: {sentence(error)}")
            if removal.check is not None:
                kept.keep(context.paths, removal.check)
            there = {one.id for one in context.profiles.list()}
            context.profiles.order([one for one in removal.order if one in there])
            current = context.routes.all()
            for client, mode in removal.routes:
                if current[client].profile is None:  # who has another profile by now keeps it
                    context.routes.set(client, profile.id, mode)
            return profile, (*warnings, *self._desk.rewrite_connected())

        return await self._answer(*await self._desk.change(work))

    # ------------------------------------------------------------------ inside
    async def _describe(self, profiles: Sequence[Profile]) -> list[dict[str, Any]]:
        keys = await self._desk.keys.of(profiles)
        served = await asyncio.to_thread(self._context.routes.all)
        newest = await asyncio.to_thread(self._desk.service.recorder.summaries, LOOKED_AT)
        health = healths.health_of(reversed(newest))
        warnings = healths.warnings_of(newest)
        checks = await asyncio.to_thread(kept.read_all, self._context.paths)
        bound = await asyncio.to_thread(lambda: {one.id: self._key_words(one) for one in profiles})
        return [
            profile_json(
                one,
                keys[one.id],
                clients_of(served, one.id),
                health.get(one.id, healths.UNKNOWN),
                _outcome(checks.get(one.id)),
                warnings.get(one.id),
                bound[one.id],
            )
            for one in profiles
        ]

    async def _answer(self, profile: Profile, notes: Sequence[str]) -> dict[str, Any]:
        [described] = await self._describe([profile])
        return {**described, "notes": [in_a_window(note) for note in dict.fromkeys(notes)]}

    def _edit(
        self, draft: Mapping[str, Any], key: str | None, before: Profile | None, known: Sequence[Profile]
    ) -> Edited:
        has_key = key is not None
        if before is None:
            edited = profile_editing.make(draft, known, has_key=has_key)
        else:
            edited = profile_editing.change(before, draft, known, has_key=has_key)
        if edited.profile is not None and find_loop(edited.profile, self._desk.service.port):
            return replace(edited, profile=None, problems=(FieldProblem("base_url", LOOP, LOOP_FIX),))
        return edited

    def _key_words(self, profile: Profile) -> KeyWords:
        """Blocking: where the profile's key goes, and where it does not. A file that cannot be read says nothing."""
        origins = self._context.keys.origins
        try:
            binding = origins.of(profile)
            return KeyWords(binding.origins if binding else (), origins.unconfirmed(profile))
        except ProfileError:
            return KeyWords()

    def _drop_key(self, profile: Profile) -> list[str]:
        """Take the key out of the keyring: a later profile of this id must not find it. Returns warnings."""
        try:
            self._desk.drop_key(profile.id)
        except KeyProblemError as error:
            return [f"A key of {profile.id} may still be in the keyring: {error}"]
        return []


def _outcome(check: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What a list shows of a profile's last check."""
    return None if check is None else {"at": check["started_at"], "verdicts": check["verdicts"]}


async def _read_draft(request: web.Request, *more: str) -> tuple[dict[str, Any], str | None]:
    """Return a draft (it may have these fields too) and the key that came with it. Raises `BadRequestError`."""
    draft = await read_object(request, (*FIELDS, "key", *more))
    key = draft.pop("key", None)
    if key is not None and not isinstance(key, str):
        raise BadRequestError("`key` has to be a text.")
    return draft, key if key and key.strip() else None


async def _read_change(request: web.Request) -> tuple[dict[str, Any], str | None, tuple[str, ...]]:
    """Return a draft, the key that came with it, and the origins to which the old key goes from now on."""
    draft, key = await _read_draft(request, "confirm_key")
    confirmed = () if draft.get("confirm_key") is None else _origins(draft, "confirm_key")
    draft.pop("confirm_key", None)
    return draft, key, confirmed


def _origins(body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    listed = body.get(name)
    if not isinstance(listed, list) or not listed or not all(isinstance(one, str) for one in listed):
        raise BadRequestError(f"`{name}` has to be a list of origins, as `key_unconfirmed` has them.")
    return tuple(listed)


def _demand(edited: Edited, key: str | None) -> Profile:
    """Return the profile. Raises `FieldsError`."""
    problems = [*edited.problems, *_key_problems(key)]
    if edited.profile is None or problems:
        raise FieldsError(problems)
    return edited.profile


def _key_problems(key: str | None) -> list[FieldProblem]:
    if key is None:
        return []
    try:
        check_key(key)
    except BadKeyValueError as error:
        return [FieldProblem("key", error.message, error.fix)]
    return []
