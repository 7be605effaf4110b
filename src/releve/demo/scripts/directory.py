"""Reaches a colleague by extension: a tab-separated table of extension, agent and name."""

from releve.demo.studio.script import Script, Step, begin, play, snippet

SCRIPT = Script(
    path="PROD\\Repertoire_PROD",
    steps=(
        begin(1, "Répertoire / Directory", 2),
        snippet(
            2,
            "Annuaire",
            3,
            r"""
            ASSIGN promptPath="prompts\"
            ASSIGN global:langue = "FR"
            //<poste>⇥<agent>⇥<nom>
            annuaire = ""
            annuaire[1+annuaire.count] = "4702⇥@{employee:Solène Brisemarine}⇥Solène Brisemarine"
            annuaire[1+annuaire.count] = "@{hours:Bureaux Québec}⇥@{employee:Tobias Wrenlock}⇥Tobias Wrenlock"
            annuaire[1+annuaire.count] = "4705⇥@{employee:Maëlle Kerlouane}⇥Maëlle Kerlouane"
            annuaire[1+annuaire.count] = "4711⇥@{employee:Desmond Okafield}⇥Desmond Okafield"
            //annuaire[1+annuaire.count] = "4799⇥12345678⇥Poste libéré en 2024"
            """,
        ),
        Step(
            3,
            "MENU",
            "Poste ?",
            {
                "Sequence": '"{promptPath}HL_Poste.wav"',
                "MaxDigits": "4",
                "Timeout": "10",
                "Variable": "poste",
            },
            4,
        ),
        snippet(
            4,
            "Trouver l'agent",
            5,
            """
            agentCible = "0"
            FOR i = 1 TO annuaire.count()
            {
                ligne = annuaire[i].split(char(9))
                IF ligne[1] = poste
                {
                    agentCible = ligne[2]
                    global:queueMarquee = "Appel pour {ligne[3]}"
                }
            }
            """,
        ),
        Step(
            5,
            "IF",
            "Trouvé ?",
            {"Expression": 'agentCible <> "0"'},
            None,
            {"True": 6, "False": 9},
        ),
        Step(
            6,
            "REQAGENT",
            "Agent demandé",
            {"Skill": "@{skill:Contrats et avenants}", "TargetAgent": "{agentCible}"},
            7,
        ),
        Step(
            7,
            "MUSIC",
            "Attente",
            {"MusicFile": r'"prompts\HL_Attente_Musique.wav"', "SecondstoPlay": "90"},
            8,
        ),
        Step(
            8,
            "REQAGENT",
            "La personne de garde",
            {
                "Skill": "@{skill:Policy Services}",
                "TargetAgent": "@{employee:Solène Brisemarine}",
                "RoutingAttribute": "@{routing_attribute:Bilingue}",
            },
            10,
        ),
        play(9, "Poste inconnu", 3, "HL_Poste_Inconnu.wav"),
        Step(10, "END", "End"),
    ),
)
