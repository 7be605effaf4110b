"""The style that needs no rewrite: a switch on the tenant, and addresses from discovery at run time."""

from releve.demo.studio.script import Script, Step, begin, note, snippet

SCRIPT = Script(
    path="Common\\ChoixLocataire",
    steps=(
        begin(1, "Choix du locataire", 2),
        snippet(
            2,
            "Dynamic switch",
            3,
            """
            //Which tenant are we in? Ailleurs que dans le principal, la compétence est demandée par son nom
            SWITCH global:busNo
            {
                CASE @{busNo}
                {
                    queueSkill = "@{skill:Sinistres habitation}"
                    hooProfile = "@{hours:Sinistres étendu}"
                } //primary
                DEFAULT
                {
                    queueSkill = "Sinistres habitation"
                    hooProfile = global:hooProfile
                } //BCP tenant
            }
            """,
        ),
        snippet(
            3,
            "API discovery",
            4,
            """
            //Aucune adresse de région ici : la découverte la donne
            proxy = GetRESTProxy()
            discovery = proxy.MakeRestRequest("https://cxone.niceincontact.com/.well-known/cxone-configuration?tenantId={global:tenantId}", "", 0, "GET")
            api_endpoint = "{discovery.api_endpoint}"
            """,
        ),
        Step(4, "HOURS", "Open?", {"Profile": "{hooProfile}"}, 5, {"Closed": 7}),
        Step(5, "REQAGENT", "By id or by name", {"Skill": "{queueSkill}"}, 6),
        Step(
            6,
            "REST_API",
            "Note on the contact",
            {"ServiceAddress": "{api_endpoint}/inContactAPI/services/v30.0/contacts/{ContactID}"},
            7,
        ),
        Step(7, "RETURN", "Return", {"ReturnValue": "{queueSkill}"}),
        note(8, "Exemple à suivre pour tout nouveau script / The example to follow."),
    ),
)
