"""The first half of the story: two tenants in two regions, a company, BCP set up on both, people with access."""

from typing import Any

from releve.cli.commands.roles import BCP
from releve.cli.story.plot import Plot
from releve.cli.story.steps import Figures, Step, check
from releve.domain.say import say


def steps(plot: Plot) -> list[Step]:
    acts = SettingUp(plot)
    return [
        Step("operator", say("The operator logs in to Tenant Management"), acts.operator),
        Step("tenants", say("Two tenants are created in two regions"), acts.tenants),
        Step("company", say("The example company moves into the primary tenant"), acts.company),
        Step("primary", say("BCP is enabled on the primary tenant"), acts.primary),
        Step("bcp", say("BCP is enabled on the BCP tenant; the mapping is there"), acts.bcp),
        Step("permissions", say("Impersonate & Support: both BCP permissions are granted"), acts.permissions),
        Step("administrator", say("The administrator logs in to the primary tenant"), acts.administrator),
        Step("bcp_types", say("Employees are given BCP types"), acts.bcp_types),
        Step("files", say("Employees and scripts leave and come back unchanged"), acts.files),
    ]  # fmt: skip


class SettingUp:
    """The acts of this half; what they find out is kept in the plot."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot

    def operator(self) -> Figures:
        plot = self._plot
        given = {"username": plot.operator, "password": plot.operator_password}
        plot.operator_token = plot.as_("").post("/login/operator", given)["token"]
        regions = plot.as_(plot.operator_token).get("/regions")
        check(len(regions) >= 2, say("There are two regions."))
        plot.regions = (regions[0]["name"], regions[1]["name"])
        return {"regions": len(regions)}

    def tenants(self) -> Figures:
        plot = self._plot
        api = plot.as_(plot.operator_token)
        here, there = plot.regions
        plot.primary = api.post("/tenants", {"name": plot.name, "region": here})["id"]
        bcp = {"name": f"{plot.name} BCP", "region": there}
        plot.bcp = api.post("/tenants", bcp)["id"]
        return {"primary": f"{plot.name} ({here})", "bcp": f"{bcp['name']} ({there})"}

    def company(self) -> Figures:
        plot = self._plot
        wanted = {"employees": plot.employees, "seed": 1, "password": plot.password}
        api = plot.as_(plot.operator_token)
        filled = api.post(f"/tenants/{plot.primary}/example", wanted)
        return {"employees": plot.employees, "entities": filled["entities"]}

    def primary(self) -> Figures:
        plot = self._plot
        api, wizard = plot.as_(plot.operator_token), self._toggled(plot.primary)
        regions = [one["name"] for one in api.get(f"/bcp/{wizard}/regions")]
        check(
            plot.regions[1] in regions and plot.regions[0] not in regions,
            say("The regions offered are all but the tenant's own."),
        )
        mapping = {"region": plot.regions[1], "tenant": plot.bcp}
        validated = api.post(f"/bcp/{wizard}/validation", mapping)
        check(validated["validated"], say("The mapping can be made."))
        plot.passkey = api.post(f"/bcp/{wizard}/passkey")["passkey"]
        saved = self._saved(wizard)
        check(saved["side"] == "primary", say("The tenant is the primary one of its pair."))
        return {"passkey_length": len(plot.passkey)}

    def bcp(self) -> Figures:
        plot = self._plot
        wizard = self._toggled(plot.bcp)
        mapped = plot.api.get(f"/bcp/{wizard}")["mapped"]
        check(mapped, say("The mapping is already there."))
        saved = self._saved(wizard)
        check(saved["side"] == "bcp", say("The tenant is the BCP tenant of its pair."))
        check(not saved["active"], say("The primary tenant is the active one."))
        return {"mapped": mapped}

    def _toggled(self, tenant: str) -> str:
        api = self._plot.as_(self._plot.operator_token)
        wizard = api.post(f"/tenants/{tenant}/bcp")["id"]
        both = {"configurations": True, "enablement": True}
        api.put(f"/bcp/{wizard}/toggles", both)
        return str(wizard)

    def _saved(self, wizard: str) -> Any:
        self._plot.api.post(f"/bcp/{wizard}/finish")
        return self._plot.api.post(f"/bcp/{wizard}/save")

    def permissions(self) -> Figures:
        plot = self._plot
        inside = plot.as_(plot.operator_token).post(f"/tenants/{plot.primary}/impersonation")
        api = plot.as_(inside["token"])
        roles = api.page("/entities/role")
        role = next(one["id"] for one in roles if one["title"] == "Administrator")
        tree = api.get(f"/roles/{role}/permissions")
        wanted = {
            one["permission"]: one["offered"] if one["permission"] in BCP else one["held"]
            for one in tree["permissions"]
            if one["held"] or one["permission"] in BCP
        }
        saved = api.put(f"/roles/{role}/permissions", {"permissions": wanted})
        held = [one for one in saved["permissions"] if one["permission"] in BCP and one["held"]]
        check(len(held) == len(BCP), say("The role holds both BCP permissions."))
        api.post("/logout")
        return {"roles": len(roles), "granted": len(held)}

    def administrator(self) -> Figures:
        plot = self._plot
        plot.administrator_token = plot.visitor.log_in_at(plot.players.administrator, "primary")
        me = plot.as_(plot.administrator_token).get("/me")
        check("bcp.enablement" in me["grants"], say("The administrator may switch."))
        return {"permissions": len(me["grants"])}

    def bcp_types(self) -> Figures:
        """Some of the crowd; the cast has theirs already."""
        plot = self._plot
        api = plot.as_(plot.administrator_token)
        without = api.get("/entities/employee", filter="bcpType:none", top=60)["items"]
        crowd = [one["id"] for one in without if one["title"] != plot.players.none]
        single, multiple = crowd[:10], crowd[10:13]
        for ids, bcp_type in ((single, "single"), (multiple, "multiple")):
            if ids:
                api.put("/employees/bcp-type", {"ids": ids, "bcpType": bcp_type})
        return {"single": len(single), "multiple": len(multiple)}

    def files(self) -> Figures:
        api = self._plot.as_(self._plot.administrator_token)
        employees = api.raw("/employees/export").content
        report = api.send("/employees/import", employees, dry_run=True)
        counts = report["counts"]
        check(
            not counts["refused"] and not counts["changed"] and not counts["created"],
            say("Employees that were exported and imported again are unchanged."),
        )
        scripts = api.page("/entities/script")
        for script in scripts:
            raw = api.raw(f"/scripts/{script['id']}/export").content
            [back] = api.send("/scripts/import", raw, name=script["title"])
            check(
                back["outcome"] == "unchanged",
                say("The script {path} comes back unchanged.", path=script["title"]),
            )
        return {"employees": counts["unchanged"], "scripts": len(scripts)}
