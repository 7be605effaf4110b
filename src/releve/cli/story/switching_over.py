"""The second half of the story: the sync and its proof, the switch, what people meet then, and the way back."""

import time
from typing import Any

from releve.cli.commands.sync_watch import LOOK_S, waited_for
from releve.cli.story.plot import Plot
from releve.cli.story.steps import Figures, Step, check
from releve.domain.errors import Code
from releve.domain.say import say

#: Of the alphabet of passkeys, and surely not the one of the story.
WRONG_PASSKEY = "0000-0000-0000-0000-0000-0000"


def steps(plot: Plot) -> list[Step]:
    acts = SwitchingOver(plot)
    return [
        Step("sync", say("The sync is enabled and runs"), acts.first_sync),
        Step("verify", say("Both tenants agree, entity by entity"), acts.verify),
        Step("before", say("People log in while the primary tenant is active"), acts.before),
        Step("wrong_passkey", say("A wrong passkey is refused"), acts.wrong_passkey),
        Step("switch", say("The switch to the BCP tenant"), acts.switch),
        Step("discovery", say("API discovery answers with the other region"), acts.discovery),
        Step("people", say("People left behind are sent away and land on the right side"), acts.people),
        Step("paused", say("The sync is paused while the BCP tenant is active"), acts.paused),
        Step("revert", say("The revert to the primary tenant, from the BCP tenant"), acts.revert),
        Step("back", say("API discovery and logins are back in the primary tenant"), acts.back),
        Step("sync_again", say("The sync goes on, and both tenants agree"), acts.sync_again),
    ]  # fmt: skip


class SwitchingOver:
    """The acts of this half; what they find out is kept in the plot."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot

    def first_sync(self) -> Figures:
        plot = self._plot
        plot.as_(plot.administrator_token).put("/sync/config", {"enabled": True})
        return self._synced()

    def _synced(self) -> Figures:
        plot = self._plot
        api = plot.as_(plot.administrator_token)
        run = waited_for(api, api.post("/sync/runs")["id"], plot.timeout_s)
        error = run["error"]["message"] if run["error"] else ""
        check(run["state"] == "done", say("The run is done. {error}", error=error))
        totals = {verb: n for verb, n in run["totals"].items() if n}
        return {**totals, "held": run["held"], "to_review": run["toReview"]}

    def verify(self) -> Figures:
        plot = self._plot
        proof = plot.as_(plot.administrator_token).get("/sync/verify")
        found = [f"{one['kind']}: {one['what']}" for one in proof["violations"][:3]]
        found += [f"{d['kind']} {d['title']}: {d['what']}" for d in proof["differences"][:3]]
        check(
            proof["holds"],
            say("Both tenants agree. {found}", found="; ".join(found)),
        )
        return {
            "kinds": sum(1 for one in proof["counts"] if one["primary"]),
            "primary": proof["primaryTotal"],
            "bcp": proof["bcpTotal"],
            "held": proof["held"],
            "violations": proof["violationsTotal"],
            "differences": proof["differencesTotal"],
        }

    def before(self) -> Figures:
        plot, who = self._plot, self._plot.players
        for bcp_type, username in (("none", who.none), ("single", who.single)):
            plot.left_behind[bcp_type] = self._lands(username, plot.primary)
        plot.left_behind["multiple"] = plot.visitor.log_in_at(who.multiple, "primary")
        plot.visitor.log_in_at(who.multiple, "bcp")
        return {"logins": 4}

    def _lands(self, username: str, tenant: str) -> str:
        answer = self._plot.visitor.log_in(username)
        check(
            answer["outcome"] == "logged_in" and answer["tenant"]["id"] == tenant,
            say("{name} lands in the active tenant without being asked.", name=username),
        )
        return str(answer["token"])

    def wrong_passkey(self) -> Figures:
        plot = self._plot
        plot.as_(plot.administrator_token)
        plot.visitor.refused(
            Code.FORBIDDEN, "POST", "/switch", {"passkey": WRONG_PASSKEY, "epoch": 1}
        )
        epoch = self._look()["activation"]["epoch"]
        check(epoch == 1, say("Nothing has changed."))
        return {"epoch": epoch}

    def _look(self) -> Any:
        return self._plot.as_(self._plot.administrator_token).get("/switch")

    def switch(self) -> Figures:
        plot = self._plot
        page = self._look()
        check(page["verdict"]["go"], say("Nothing stands in the way of the switch."))
        plot.api.post("/switch", {"passkey": plot.passkey, "epoch": 1, "reason": "story"})
        done = self._obeyed()
        check(done["active"] == "bcp" and done["epoch"] == 2, say("The BCP tenant is active."))
        return {"epoch": done["epoch"], "warnings": len(page["verdict"]["warnings"])}

    def _obeyed(self) -> Any:
        """The activation when the order has come to its end: a last sync may run first."""
        api, until = self._plot.api, time.monotonic() + self._plot.timeout_s
        while api.get("/switch/order")["open"] and time.monotonic() < until:
            time.sleep(LOOK_S)
        return api.get("/switch")["activation"]

    def discovery(self) -> Figures:
        return {"area": self._discovered(self._plot.bcp)}

    def _discovered(self, active: str) -> str:
        """What both tenants' discovery says; it must be the region of the active one."""
        plot = self._plot
        api = plot.as_(plot.operator_token)
        region = api.get(f"/tenants/{active}")["region"]
        answers = {
            one: plot.as_("").get("/.well-known/cxone-configuration", tenantId=one)
            for one in (plot.primary, plot.bcp)
        }
        areas = {answer["area"] for answer in answers.values()}
        check(areas == {region}, say("Discovery answers with the region of the active tenant."))
        return str(region)

    def people(self) -> Figures:
        plot, who = self._plot, self._plot.players
        for bcp_type in ("none", "single"):
            plot.as_(plot.left_behind[bcp_type])
            told = plot.visitor.refused(Code.UNAUTHENTICATED, "GET", "/me")
            check(bool(told.facts.get("sent_away")), say("Who is left behind is told why."))
        me = plot.as_(plot.left_behind["multiple"]).get("/me")
        check(me["active"] is False, say("Multiple access may stay, and sees what is active."))
        plot.as_("")
        given = {"username": who.none, "password": plot.password}
        told = plot.visitor.refused(Code.REFUSED, "POST", "/login", given)
        self._lands(who.single, plot.bcp)
        plot.administrator_token = plot.visitor.log_in_at(who.administrator, "bcp")
        return {"sent_away": 2, "landed": 2, "refused": 1}

    def paused(self) -> Figures:
        plot = self._plot
        plot.as_(plot.administrator_token)
        plot.visitor.refused(Code.REFUSED, "POST", "/sync/runs")
        check(plot.api.get("/sync")["paused"], say("The page says that the sync is paused."))
        return {"refused": 1}

    def revert(self) -> Figures:
        plot = self._plot
        api = plot.as_(plot.administrator_token)
        # So soon after a switch none is planned.
        emergency = {"mode": "emergency", "acknowledged": True, "reason": "story"}
        order = {"passkey": plot.passkey, "epoch": 2, **emergency}
        done = api.post("/switch/revert", order)
        check(
            done["active"] == "primary" and done["epoch"] == 3, say("The primary tenant is active.")
        )
        return {"epoch": done["epoch"]}

    def back(self) -> Figures:
        plot, who = self._plot, self._plot.players
        for username in (who.none, who.single):
            self._lands(username, plot.primary)
        plot.administrator_token = plot.visitor.log_in_at(who.administrator, "primary")
        return {"area": self._discovered(plot.primary), "logins": 3}

    def sync_again(self) -> Figures:
        synced = self._synced()
        return {**synced, "differences": self.verify()["differences"]}
