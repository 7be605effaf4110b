"""Asks the platform and the CRM about the caller: addresses bound to a region, ids in addresses, a key in code."""

from releve.demo.studio.script import Script, Step, begin, note, snippet

SCRIPT = Script(
    path="Common\\CrmLookup",
    steps=(
        begin(1, "CrmLookup", 2, "ANI"),
        snippet(
            2,
            "Clé et adresses",
            3,
            r"""
            //À remplacer par la découverte d'API : voir Common\ChoixLocataire
            DYNAMIC appconfig
            appconfig.key = 'NOTAREALACCESSKEYIDNOTAREALACCESSKEYIDNOTAREALACCESS===='
            appconfig.secret = 'NOTAREALACCESSKEYSECRETNOTAREALACCESSKEYSECRETNOTARE===='

            ASSIGN token_url = "https://@{area}.nice-incontact.com/authentication/v1/token/access-key"
            ASSIGN api_headers = $'\{ "Content-Type": "application/json"}'
            ASSIGN api_params = "{char(123)} 'accessKeyId': '{appconfig.key.$value}', 'accessKeySecret': '{appconfig.secret.$value}' {char(125)}"
            """,
        ),
        Step(
            3,
            "REST_API",
            "Get Token",
            {
                "ServiceAddress": "{token_url}",
                "Headers": "{api_headers}",
                "Parameters": "{api_params}",
                "Verb": "POST",
            },
            4,
        ),
        snippet(
            4,
            "Charge de la file",
            5,
            r"""
            ASSIGN token = "{resultSet.access_token}"
            proxy = GetRESTProxy()
            proxy.ContentType = "application/json"
            proxy.AddHeader("Authorization", "bearer {token}")
            activity = proxy.MakeRestRequest("https://api-@{area}.niceincontact.com/inContactAPI/services/v30.0/skills/@{skill:Sinistres habitation}/activity", "", 0, "GET")
            IF proxy.StatusCode <> 200 { DebugError = "HTTP {proxy.StatusCode}" }
            """,
        ),
        Step(
            5,
            "REST_API",
            "Dossier du client",
            {
                "ServiceAddress": "https://api-@{area}.niceincontact.com/inContactAPI/services/v30.0/agents/@{employee:Impersonated Admin|bare}/skills?skillId=@{skill:Contrats et avenants|bare}",
                "Headers": '{ "Authorization": "bearer {token}" }',
                "Parameters": '{ "skillId": "@{skill:Sinistres habitation|bare}", "teamId": "@{team:Équipe Fjord|bare}", "phone": "{ANI}", "since": 20250417 }',
                "Verb": "POST",
                "TimeOutInMilliSeconds": "@{hours:Bureaux Québec|bare}",
                "resultSet": "dossier",
            },
            6,
            {},
        ),
        Step(
            6,
            "RUNAPP",
            "Carte du client",
            {
                "AgentID": "{AgentID}",
                "ActionType": "CustomCard",
                "ActionValue": '{"card": "client", "queue": {"skillId": "@{skill:Contrats et avenants|bare}", "hours": @{hours:Bureaux Québec|bare}}, "color": "#2E8FCE"}',
            },
            7,
        ),
        Step(
            7,
            "PAGE",
            "Fiche",
            {
                "Title": "Fiche",
                "RawXML": '<page><field name="skill" value="@{skill:Sinistres habitation|bare}"/><field name="agent">@{employee:Impersonated Admin|bare}</field></page>',
            },
            8,
        ),
        Step(8, "RETURN", "Return", {"ReturnValue": "{dossier}"}),
        note(
            9,
            """
            Le délai de l'appel (TimeOutInMilliSeconds) est en millisecondes : ce n'est pas un horaire,
            même quand il lui ressemble. / The timeout is a time, whatever it looks like.
            """,
        ),
    ),
)
