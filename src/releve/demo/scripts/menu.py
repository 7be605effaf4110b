"""Walks the caller through the steps that the custom events laid out: hours, prompts, menus, then the queue."""

from releve.demo.studio.script import Script, Step, begin, call, play, snippet

_PARSE = """
IF Test
{
    //Jeu d'essai, jamais exécuté en production
    DYNAMIC menu
    menu.StepName="BEGIN"
    ASSIGN menuActions[1]="BEGIN,CHECKHOURS,@{hours:Heures d'essai}"
    ASSIGN menuActions[2]="HooHoliday,HANGUP,HL_Ferie.wav"
    ASSIGN menuActions[3]="PlayWelcome,PLAY,HL_Bienvenue.wav"
    ASSIGN menuActions[4]="QueueToSkill,QUEUE,12345"
}

menuAction = ""
FOR i = 1 TO global:menuActions.count()
{
    line = global:menuActions[i].split(",")
    IF line[1] = menuStep
    {
        menuAction = line[2].upper()
        menuParam = line[3]
    }
}
DebugLog("DEBUG","Step {menuStep}: {menuAction} {menuParam}")
"""

_NEXT = """
//Which step follows this answer? L'étape suivante selon la réponse
nextStep = "NO_ACTION_FOUND"
defaultStep = "NO_ACTION_FOUND"
FOR i = 1 TO global:menuResponses.count()
{
    line = global:menuResponses[i].split(",")
    IF line[1] = menuStep & line[2] = menuAnswer { nextStep = line[3] }
    IF line[1] = menuStep & line[2] = "Default" { defaultStep = line[3] }
}
IF nextStep = "NO_ACTION_FOUND" { nextStep = defaultStep }
menuStep = nextStep
"""

SCRIPT = Script(
    path="PROD\\Menu_PROD",
    steps=(
        begin(158, "Menu", 171),
        snippet(
            171,
            "Set queue as default next script",
            188,
            """
            global:nextScript = "Queue_{global:env}"
            menuStep = "BEGIN"
            """,
        ),
        call(188, "OnMenu", 174, "{global:customEventsScript}", "ONMENU"),
        snippet(174, "Parse Next Step", 182, _PARSE),
        Step(
            182,
            "CASE",
            "Step action",
            {"Variable": "menuAction"},
            180,
            {"CHECKHOURS": 20, "PLAY": 30, "MENU": 40, "HANGUP": 50, "QUEUE": 60},
        ),
        Step(
            20,
            "HOURS",
            "Ouvert ? Open?",
            {"Profile": "{menuParam}"},
            21,
            {"Closed": 22, "Holiday": 23},
        ),
        snippet(21, "Open", 187, 'menuAnswer = "Default"'),
        snippet(22, "Closed", 187, 'menuAnswer = "Closed"'),
        snippet(23, "Holiday", 187, 'menuAnswer = "Holiday"'),
        play(30, "Play the prompt", 21, "{menuParam}"),
        Step(
            40,
            "MENU",
            "Ask the caller",
            {"Sequence": '"{promptPath}{menuParam}"', "Variable": "menuAnswer", "Timeout": "6"},
            187,
            {"Timeout": 21, "1": 41, "2": 41, "3": 41, "4": 41},
        ),
        snippet(
            41,
            "Remember the language",
            187,
            """
            IF menuStep = "LANG" & menuAnswer = "2" { global:langue = "EN" }
            """,
        ),
        play(50, "Goodbye", 51, "{menuParam}"),
        Step(51, "HANGUP", "Hangup"),
        snippet(60, "Reskill", 61, "global:queueSkill = menuParam"),
        Step(61, "RUNSCRIPT", "{nextScript}", {"ScriptName": "{scriptPath}{nextScript}"}),
        snippet(187, "Determine Next Step Name", 192, _NEXT),
        Step(
            192,
            "IF",
            "Found next action name",
            {"Expression": 'menuStep <> "NO_ACTION_FOUND"'},
            None,
            {"True": 174, "False": 180},
        ),
        Step(
            180,
            "PLAY",
            "Cannot find step",
            {"Sequence": '"%Une erreur est survenue, nous vous mettons en relation."'},
            62,
        ),
        Step(
            62,
            "ASSIGN",
            "Fallback skill",
            {"Variable": "global:queueSkill", "Value": "@{skill:Débordement Québec}"},
            61,
        ),
        snippet(
            196,
            "Common Functions",
            None,
            """
            FUNCTION DebugLog(logLevel,logLine)
            {
                global:pressPath[1+global:pressPath.count] = "{now.datefmt("yyyy_MM_dd HH:mm:ss")}⇥[{logLevel.left(1)}]⇥[MENU]⇥{logLine}"
                global:pressPath.savetodb(1)
            }
            """,
        ),
        Step(197, "ONRELEASE", "Onrelease", {}, 198),
        snippet(198, "Debug (ON RELEASE)", None, 'DebugLog("DEBUG","Released call")'),
    ),
)
