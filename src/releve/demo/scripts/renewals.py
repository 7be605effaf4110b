"""Renewal calls: agents of a skill, yesterday's contacts of campaign and team, and a message to their supervisors."""

from releve.demo.studio.script import Script, Step, begin, snippet

SCRIPT = Script(
    path="Outbound\\Renouvellements_PROD",
    steps=(
        begin(1, "Renouvellements / Renewals", 2, "skill", "liste"),
        Step(
            2,
            "SETSECURITYUSER",
            "Setsecurityuser",
            {"Agent": "@{employee:Impersonated Admin}"},
            3,
        ),
        Step(
            3,
            "SKILLAGENTSV4",
            "Agents on the skill",
            {
                "SecurityUser": "global:SecurityUser",
                "SkillId": "@{skill:Renewal Calls}",
                "Fields": "agentId,isActive",
                "ResultSet": "agents",
            },
            4,
        ),
        Step(
            4,
            "CONTACTS_CMPLT23",
            "Yesterday's contacts",
            {
                "securityUser": "global:SecurityUser",
                "startDate": "{yesterday}",
                "endDate": "{now}",
                "skillId": "@{skill:Renewal Calls}",
                "campaignId": "@{campaign:Ventes et renouvellements}",
                "teamId": "@{team:Équipe Boréale}",
                "tags": "@{tag:Renouvellement}",
            },
            5,
        ),
        snippet(
            5,
            "Conversion rate",
            6,
            """
            total = 0
            vendu = 0
            FOREACH contact IN completed.completedContacts
            {
                total = total + 1
                IF contact.primaryDispositionId = "@{disposition:Renouvelé}" { vendu = vendu + 1 }
            }
            taux = 100 * vendu \\ total
            """,
        ),
        Step(
            6,
            "MESSAGES",
            "Tell the team",
            {
                "TargetType": "Team",
                "TargetIDs": "@{team:Équipe Boréale|bare}",
                "MessageText": "Taux d'hier : {taux} % / Yesterday: {taux} %",
            },
            7,
        ),
        Step(7, "RETURN", "Return", {"ReturnValue": "{taux}"}),
    ),
)
