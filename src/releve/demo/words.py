"""The words that agents and supervisors choose from: unavailable codes, tags, dispositions, templates, attributes."""

from releve.demo.shelf import named, plain

_ACW = {"isACW": True, "agentTimeout": 5}

SHELVES = (
    plain(
        "unavailable_code",
        {
            "Pause / Break": {"agentTimeout": 15},
            "Dîner / Lunch": {"agentTimeout": 60},
            "Formation / Coaching": {"agentTimeout": 90},
            "Réunion / Meeting": {"agentTimeout": 60},
            "Fin de dossier / Wrap-up": _ACW,
            "Fin de dossier prolongée": {"isACW": True, "agentTimeout": 20},
            "Suivi de sinistre": {"agentTimeout": 45},
            "Pépin technique / Technical issue": {"notes": "Prévenir la téléphonie au poste 4711"},
        },
    ),
    plain(
        "tag",
        {
            "Dégât des eaux": {},
            "Verglas / Ice storm": {},
            "Renouvellement": {},
            "Client fidèle": {"notes": "Plus de dix ans"},
            "À rappeler": {},
            "Vulnérable": {"notes": "Traiter avec douceur"},
        },
    ),
    plain(
        "disposition",
        {
            name: {"classificationId": number, "reportingGroupId": 1 + number % 3}
            for number, name in enumerate(
                (
                    "Sinistre ouvert",
                    "Claim opened",
                    "Dossier complété",
                    "Question answered",
                    "Renouvelé",
                    "Non renouvelé",
                    "Vendu / Sold",
                    "Réclamation inscrite",
                    "Complaint logged",
                    "Transféré",
                    "Rappel promis",
                    "Ne pas appeler",
                    "Mauvais numéro",
                ),
                start=1,
            )
        },
    ),
    plain(
        "message_template",
        {
            "Accusé de réception": {
                "subject": "Nous avons bien reçu votre message",
                "body": "Bonjour,<br>un conseiller vous répondra d'ici deux jours ouvrables.",
                "isHTML": True,
                "fromName": "Havrelune",
                "fromAddress": "nepasrepondre@havrelune.example",
            },
            "Acknowledgement": {
                "subject": "We have received your message",
                "body": "Hello,<br>an adviser will answer within two business days.",
                "isHTML": True,
                "fromName": "Havrelune",
                "fromAddress": "noreply@havrelune.example",
            },
            "Pièces manquantes": {
                "subject": "Il manque des pièces à votre dossier",
                "body": "Bonjour,\nmerci de joindre les photos du sinistre.",
                "fromAddress": "sinistres@havrelune.example",
            },
        },
    ),
    plain(
        "routing_attribute",
        {
            name: {"Status": "CURR"}
            for name in ("Bilingue", "Client fidèle", "Langue des signes québécoise")
        },
    ),
    plain(
        "workflow_data",
        {
            "Seuils d'attente": {
                "Description": "Lu par les scripts de file / Read by queue scripts",
                "data": {
                    "AttenteMax": {"Value": ["1200"], "Visible": True, "Type": "Number"},
                    "MusiqueQC": {"Value": ["HL_Attente_Musique.wav"], "Type": "Text"},
                },
            },
            "Messages saisonniers": {
                "data": {"Verglas": {"Value": ["Non"], "Visible": True, "Type": "Text"}}
            },
        },
    ),
    named("group", "Bilingues", "Urgences de nuit", "Formateurs", "Recette / Pilot"),
    plain(
        "digital_tag",
        {
            "Urgent": {"color": "#C0392B"},
            "Attestation": {"color": "#2E8FCE"},
            "Photos jointes": {"color": "#7D6608"},
            "Ordinaire": {"color": "#95A5A6"},
            "Éloge": {"color": "#289D29"},
            "Complaint": {"color": "#D68910"},
        },
    ),
    named("digital_channel", "Courriel Havrelune", "Havrelune Email"),
    plain("digital_queue", {"Courriels": {}, "Courriels urgents": {"isSubqueue": True}}),
)
