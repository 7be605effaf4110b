"""What each number and each queue does, as the tables that script developers edit: most ids of the company are here."""

from releve.demo.studio.script import Script, Step, begin, call, note, snippet

_DEBUG_LOG = """
//Use this to see what happened in the history of the call
FUNCTION DebugLog(logLevel,logLine)
{
    global:pressPath[1+global:pressPath.count] = "{now.datefmt("yyyy_MM_dd HH:mm:ss")}⇥[{logLevel.left(1)}]⇥[CEVT]⇥{logLine}"
    global:pressPath.savetodb(1)
}
"""

_DNIS_SWITCH = """
global:PortNotificationEmail="telephonie@havrelune.example,nuit@havrelune.example"
FUNCTION AddOption(ActionToAdd)
{
    menuOptions[1+menuOptions.count]="{ActionToAdd}"
}
FUNCTION AddResponse(ResponseToAdd)
{
    menuResponses[1+menuResponses.count]="{ResponseToAdd}"
}
//////////////////////////////////////////////////////////////////////////////
DebugLog("DEBUG"," Routepoint: {global:DNIS}")

SWITCH global:DNIS
{
    //****DNIS_START
    CASE "+15145550101" //Montréal - ligne principale / main line
    {
        AddOption("BEGIN,CHECKHOURS,@{hours:Bureaux Québec},")
        AddOption("BEGIN_Closed,HANGUP,HL_Ferme.wav")
        AddOption("BEGIN_Holiday,HANGUP,HL_Ferie.wav")
        AddOption("WELCOME,PLAY,HL_Bienvenue.wav,")
        AddOption("LANG,MENU,HL_Langue.wav,1,1,false")
        AddOption("FR,MENU,HL_Menu_FR.wav,1,1,false")
        AddOption("FR_1,QUEUE,@{skill:Sinistres habitation},")⇥⇥//Sinistres habitation
        AddOption("FR_2,QUEUE,@{skill:Sinistres auto},")⇥⇥//Sinistres auto
        AddOption("FR_3,QUEUE,@{skill:Contrats et avenants},")⇥⇥//Contrats
        AddOption("FR_4,QUEUE,@{skill:Facturation}")⇥⇥//Facturation
        AddOption("EN,MENU,HL_Menu_EN.wav,1,1,false")
        AddOption("EN_1,QUEUE,@{skill:Home Claims},")⇥⇥//Home Claims
        AddOption("EN_2,QUEUE,@{skill:Auto Claims},")⇥⇥//Auto Claims
        AddOption("EN_3,QUEUE,@{skill:Policy Services},")⇥⇥//Policy Services
        AddOption("EN_4,QUEUE,@{skill:Billing}")⇥⇥//Billing

        AddResponse("BEGIN,Default,WELCOME")
        AddResponse("BEGIN,Closed,BEGIN_Closed")
        AddResponse("BEGIN,Holiday,BEGIN_Holiday")
        AddResponse("WELCOME,Default,LANG")
        AddResponse("LANG,1,FR")
        AddResponse("LANG,2,EN")
        AddResponse("LANG,Default,FR")
        AddResponse("FR,1,FR_1")
        AddResponse("FR,2,FR_2")
        AddResponse("FR,3,FR_3")
        AddResponse("FR,4,FR_4")
        AddResponse("FR,Default,FR_3")
        AddResponse("EN,1,EN_1")
        AddResponse("EN,2,EN_2")
        AddResponse("EN,3,EN_3")
        AddResponse("EN,4,EN_4")
        AddResponse("EN,Default,EN_3")
    }
    CASE "+14185550102" //Québec - urgences / emergencies
    {
        AddOption("BEGIN,CHECKHOURS,@{hours:Urgences 24 h},")
        AddOption("WELCOME,PLAY,HL_Urgence.wav,")
        AddOption("LANG,MENU,HL_Langue.wav,1,1,false")
        AddOption("LANG_1,QUEUE,@{skill:Dépannage urgence},")
        AddOption("LANG_2,QUEUE,@{skill:Emergency Repairs},")

        AddResponse("BEGIN,Default,WELCOME")
        AddResponse("WELCOME,Default,LANG")
        AddResponse("LANG,1,LANG_1")
        AddResponse("LANG,2,LANG_2")
        AddResponse("LANG,Default,LANG_1")
    }
    CASE "+15145550103" //Nouveaux clients / New business
    {
        AddOption("BEGIN,CHECKHOURS,@{hours:Ventes en soirée},")
        AddOption("BEGIN_Closed,HANGUP,HL_Ferme.wav")
        AddOption("LANG,MENU,HL_Langue.wav,1,1,false")
        AddOption("LANG_1,QUEUE,@{skill:Nouveaux clients},")
        AddOption("LANG_2,QUEUE,@{skill:New Business},")

        AddResponse("BEGIN,Default,LANG")
        AddResponse("BEGIN,Closed,BEGIN_Closed")
        AddResponse("LANG,1,LANG_1")
        AddResponse("LANG,2,LANG_2")
    }
    //****DNIS_END
    //END_AUTOMATION
    DEFAULT
    {
        DebugLog("ERROR"," Unknown route - performing fallback")
        menuOptions="BEGIN,QUEUE,@{skill:Débordement Québec}"
        menuResponses=""
    }
}
global:menuActions="{menuOptions}"
global:menuResponses="{menuResponses}"
"""

_QUEUE_VARIABLES = """
//Functions that make life easier:
FUNCTION AddQueueAction (actionToAdd)
FUNCTION AddPreQueueHooAction (actionToAdd)

ASSIGN global:queueHoldMusic = "HL_Attente_Musique.wav"
ASSIGN global:hooProfile = @{hours:Toujours ouvert}
ASSIGN global:vmNewSkill = "@{skill:Boîte vocale Québec}"

//Set blank values for queue in case we are reskilling:
global:queueActions = ""
global:hooPrequeueActionMap = ""
global:queueCongestion = ""

//Define queue based on skill
SWITCH global:queueSkill
{
    //****QUEUE_START
    CASE "@{skill:Sinistres habitation}" //Sinistres habitation
    {
        ASSIGN global:hooProfile = "@{hours:Sinistres étendu}"
        global:queueCongestion = "QUEUED>12,VOICEMAIL,CMN_VM_Greeting.wav,@{skill:Boîte vocale Québec}"
        AddPreQueueHooAction("Closed,HANGUP,HL_Ferme.wav")
        AddQueueAction("PLAYMUSIC:60,")
        AddQueueAction("PLAY:HL_Attente.wav,")
        AddQueueAction("PLACEINQUEUE:CMN_PIQ1.wav,CMN_PIQ2.wav")
        AddQueueAction("VOICEMAILOPT:CMN_VM_Menu.wav,@{skill:Boîte vocale Québec}")
    }
    CASE "@{skill:Home Claims}" //Home Claims
    CASE "@{skill:Auto Claims}" //Auto Claims
    {
        ASSIGN global:hooProfile = "@{hours:English Claims Desk}"
        ASSIGN global:vmNewSkill = "@{skill:Voicemail - English}"
        AddPreQueueHooAction("Closed,HANGUP,HL_Closed.wav")
        AddQueueAction("PLAYMUSIC:60,")
        AddQueueAction("PLAY:HL_Wait.wav,")
        AddQueueAction("VOICEMAILOPT:CMN_VM_Menu.wav,@{skill:Voicemail - English}")
    }
    CASE "@{skill:Réclamations}"
    {
        ASSIGN global:hooProfile = "@{hours:Bureaux Québec}"
        AddQueueAction("PLAYMUSIC:120,")
        AddQueueAction("CALLBACKOPT:CMN_CB_Offer.wav,@{skill:Rappels}")
    }
    //****QUEUE_END
    DEFAULT⇥ // Fallback
    {
        ASSIGN global:hooProfile = "@{hours:Bureaux Québec}"
        AddPreQueueHooAction("Closed,HANGUP,HL_Ferme.wav")
        AddQueueAction("PLAYMUSIC:60,")
        AddQueueAction("PLAY:HL_Attente.wav,")
    }
}

//Les tests du mardi : la compétence d'essai remplace celle du client
IF global:debugOverrideSkill.length > 0
{
    DebugLog("DEBUG"," Override skill executed for {global:debugOverrideSkill}")
    global:queueSkill = global:debugOverrideSkill
}

FUNCTION AddQueueAction (actionToAdd)
{
    count =  1 + global:queueActions.count()
    global:queueActions[count] = "{actionToAdd}"
}

FUNCTION AddPreQueueHooAction (actionToAdd)
{
    count =  1 + global:hooPrequeueActionMap.count()
    global:hooPrequeueActionMap[count] = "{actionToAdd}"
}
"""

_TESTERS = """
//Les numéros des testeurs, jamais ceux d'un client
SWITCH global:ANI
{
    CASE "+15145550199"
    {
        global:debugOverrideSkill = "@{skill:Débordement Québec}"
        DebugLog("DEBUG"," Override skill set to {global:debugOverrideSkill}")
    }
    CASE "x33199000099"
    {
        global:hooBypass = true
    }
}
IF global:ANI = "+33199000098"
{
    //Ligne de recette du bureau de Lyon
    global:langue = "FR"
}
"""

SCRIPT = Script(
    path="PROD\\CustomEvents_PROD",
    steps=(
        begin(8, "Custom Event Handler", 76, "eventName", "eventParam1", "eventParam2"),
        snippet(76, "Debug", 7, 'DebugLog("DEBUG"," Entered: {eventName}")'),
        Step(
            7,
            "CASE",
            "Event Name",
            {"Variable": "eventName.upper()"},
            2,
            {"ONENTRY": 10, "ONQUEUE": 9, "ONRESKILL": 15, "CUSTOMQUEUEEVENT": 77, "ONSIGNAL": 79},
        ),
        Step(
            10,
            "SETSECURITYUSER",
            "Setsecurityuser",
            {"Agent": "@{employee:Impersonated Admin}"},
            20,
        ),
        snippet(20, "DNIS Switch", 81, _DNIS_SWITCH),
        snippet(81, "Testing Overrides", 2, _TESTERS),
        snippet(9, "Set Queue Variables", 70, _QUEUE_VARIABLES),
        call(70, "Congestion HeavyVol", 2, r"Common\CongestionHeavyVol", "{eventName.upper()}"),
        Step(
            15,
            "SETSECURITYUSER",
            "Setsecurityuser",
            {"Agent": "@{employee:Impersonated Admin|bare}"},
            2,
        ),
        call(77, "CustomEvent", 2, r"Custom\{eventParam1}", "{eventParam2}"),
        call(79, "Sondage", 2, r"Applet\Sondage", "{eventName.upper()}"),
        Step(2, "RETURN", "Return"),
        snippet(80, "Common Functions", None, _DEBUG_LOG),
        note(
            3,
            """
            Décide du parcours de l'appelant / Used to determine customer experience

            Called from OnEntry, OnQueue, OnReskill
            Mettre à jour le « DNIS switch » à chaque nouveau numéro
            """,
        ),
    ),
)
