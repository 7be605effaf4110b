"""The hours of a skill with every exceptional state, and whether anybody is there at all."""

from releve.demo.studio.script import Script, Step, begin, snippet

_STATES = {"Closed": 53, "Holiday": 19, "Weather": 12, "Meeting": 13, "Emergency": 15, "Other": 14}

SCRIPT = Script(
    path="Common\\HooExtended",
    saved_in="api",
    steps=(
        begin(7, "Begin Hoo Extended", 8, "hooProfile", "skillID"),
        snippet(
            8,
            "Defaults",
            17,
            """
            //Un profil vide vaut les heures de bureau
            IF hooProfile.length() < 1
            {
                hooProfile = "@{hours:Bureaux Québec}"
            }
            //Le bureau anglophone suit ses propres heures
            IF skillID = "@{skill:Complaints}"
            {
                hooProfile = "@{hours:English Claims Desk}"
            }
            """,
        ),
        Step(17, "HOURS", "Check Hoo", {"Profile": "{hooProfile}"}, 61, _STATES),
        *(
            snippet(number, f"Result {state}", 21, f'ASSIGN hooState = "{state}"')
            for state, number in _STATES.items()
        ),
        Step(61, "COUNTAGENTS", "Unstaffed?", {"Skills": "{skillID}"}, 66),
        Step(66, "IF", "Unstaffed?", {"Expression": "TOTAL < 1"}, None, {"True": 67, "False": 23}),
        Step(
            67,
            "COUNTAGENTS",
            "Overflow staffed?",
            {"Skills": "@{skill:Débordement Québec|bare},@{skill:Débordement France|bare}"},
            23,
        ),
        snippet(23, "Result Open", 21, 'ASSIGN hooState = "Open"'),
        Step(21, "RETURN", "Return State", {"ReturnValue": "{hooState}"}),
    ),
)
