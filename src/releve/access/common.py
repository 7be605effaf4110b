"""Passwords that are tried first: the words of the lists that leak again and again, and the rules by which people
make twelve characters of them.

Where the words are from: written down for Relève from general knowledge of the rankings of leaked passwords that are
published every year (English and French), with the first names, months, towns, teams and words of our trade that
stand in them. No list of anybody's was copied. Each word stands for all that the rules below make of it (capitals,
figures and signs before and behind, 0 for o, the word twice), so that a thousand words refuse some millions of
passwords.
"""

import itertools
import unicodedata
from collections.abc import Iterator

_PASSWORDS = """
aaaaaa abcabc abcdef abcdefgh abcdefg abcd access accessdenied account action adgjmptw adidas admin administrator
administrateur adobe agent airborne alaska albert alibaba aliens allo allstar alpha amazing amazon america
american amour amoureux anaconda android angel angels animal annuaire apache apollo apple applepie april archer arctic
arsenal asdasd asdf asdfasdf asdfgh asdfghjkl asshole assistant athlete august austin avatar avion azazaz azerty
azertyui azertyuiop azqsdf babygirl babydoll bailey banana bananas baseball basket basketball batman battery beautiful
beauty because beer bellissima benfica bestfriend bigboss bigdaddy bigdog billybob birdie biscuit bisous bisounours
blabla black blackberry blackbird blackcat blazer blessed blink blondie blowfish blue bluebird bluesky bonbon bonjour
bonsoir boomer booster boston bouboule boubou boulanger bowling bravo breizh bretagne brooklyn brother bubble bubbles
buddy bulldog bullshit business buster butter butterfly cachou calimero callcenter callcentre calvin camaro camille
campus canada canadien canadiens candy captain caramel carnaval carpediem cassie catalina caterpillar celtic center
centreappels champion chance chandler change changeit changeme changemoi changezmoi charger charlie chat chaton
cheese chelsea cherry cheval chevy chicago chicken chichi chien children chocapic chocolat chocolate choupette chouchou
choupinette christmas cinema classic claude clement clifford cloclo coca cocacola coconut codeword coffee company
computer concorde connect connexion contact contactcenter contactcentre cookie cookies cool coolcat coolman copain
corvette cosmos cougar coucou country courage cowboy cowboys crazy cricket crystal cutie cyclone daddy daisy dallas
dancer danger darkness darling database dauphin default defaut delta demo denver desire destiny detroit devil diablo
diamond dinosaur direction discover disney doctor doggie dolphin dolphins doudou doudoune download dragon dragonball
dreamer dreams drummer ducati eagle eagles easter eclipse elephant emergency emperor employee enter entreprise etoile
europe everton excalibur exchange explorer express facebook falcon family famille fantasy fashion felix ferrari fire
fireball firebird fireman fishing flamengo fleurs florida flower flowers fluffy football forever forest formule forum
freedom friend friends frodo fuckyou fuckoff galaxy gandalf gangster garden garfield gateway gemini general genesis
geronimo ghost giants ginger giraffe girls giveme gladiator goblue godisgood golden goldfish golf goodluck google
gorilla grandma green greenday guest guinness guitar guitare gunner hacker halloween hammer hannah happy happyday
harley harrypotter hawaii health heaven helene hello hellohello hellokitty helpdesk helpme hercules hermes hiphop hockey
holiday homer honda honey horses hotdog hotmail house hummer hunter hunting iceman icecream idontknow iforgot iloveu
iloveyou imagine indiana infinity information inconnu instagram install internet intranet invite isabelle
island jackass jackpot jaguar jaimelavie japan jasmine jetaime jetadore jetaimemoncoeur jesuis jesus jesuschrist joker
jordan journal juillet juin jupiter justdoit justin kangaroo karate keyboard killer king kingdom kingkong kitten kitty
knight ladybug lakers lapin lapinou larevolution lavieestbelle legend legolas lemonade leopard letmein letmeinnow
liberty liberte licorne lifeisgood lightning lilou liverpool loginlogin login logitech london lovelove loulou louloute
love lovely loveme lover loveyou lucky machine madonna madrid magic magique maison maman mamamia manager manchester
mandarine marlboro marseille martini master masterkey matrix maverick maximus mechant mercedes mercury merlin metallica
metal michigan microsoft midnight minecraft minette minimoi minou mission mistral mobile modem moderator monamour monbebe
moncoeur monday money monkey monster montagne montana montreal moonlight morgane motdepasse motorola mother mountain
mouse movies mustang myspace mylove mynoob nascar nathalie national naruto nature naughty network newlife newpass
newpassword newyork nicotine night nike nikita nimda ninja nintendo nirvana nissan nobody nokia nopassword nothing nougat
nounours nouveau novembre nounou number numerouno ocean october office olivier olympique operator operateur option
orange orion orlando oscar packard packers palace panda pandora panther papa papillon paradise paris parisien paris
parisstgermain partner party pass passe passord passport passw passwd password passwords passwort pastis patate
peace peaches peanut pegasus penguin people pepper perfect perrine phantom phoenix phone photo piano pickle picasso
piglet pilote pimpim pingouin pirate pitbull pizza planet platinum please poiuyt pokemon police policeman polska poker
pompier popcorn popeye portable porsche portugal pourquoi poussin power prince princess princesse printemps private
professor project promise public puppy purple putain qazwsx qazwsxedc qsdfgh qsdfghjklm quality quebec queen qwaszx
qwer qwert qwerty qwertyui qwertyuiop qwertz qwertzuiop rabbit racing raiders rainbow ranger rangers rebelle reception
recovery redhat redskins releve renault republic requin reset restaurant revolution rockstar rocky romance romeo ronaldo
root rooster rosebud routeur royal runner russia sailor salut salutsalut samsung samurai sandwich santa saturday saturn
scarface school scooby scooter scorpio scorpion scotland secret secretpassword secure security select server service
servicedesk seven shadow shakira shalom shark sherlock shopping simple simpsons single sister skater skyline skywalker
slayer smile smiley smokey smooth snake snoopy snowball snowman soccer softball soldier soleil someday somebody
sonic sousou spider spiderman spirit spongebob spring sprite squirrel standard star starlight stars startrek starwars
steelers sterling stinky strawberry student studio subaru success sugar summer sunday sunflower sunrise sunset sunshine
super superman supernova superstar supervisor superviseur support surfer surprise sweet sweetheart sweetie sweetpea
swordfish sysadmin system teacher team tech telecom telephone temp temporary temporaire tennis tequila test testing
testtest tester teste texas thankyou thebest theboss theking thomas thunder thursday tigers tiger tigger timeout
tintin titanic titeuf toor tomate tomcat tootsie topgun topsecret toronto toulouse toulousain toyota tractor training
travail travel triangle trinity trouble trucker trustme trustno trustnoone tuesday turtle tweety twilight twitter ultimate
unicorn united universe unknown usuck user utilisateur vacances vanille vampire vendredi venus verizon veronique
victoire victory viking violet vincent vipers virginia visitor voiture volley volleyball voyage walker warcraft
warrior warriors water webmaster wednesday weekend welcome wellcome whatever white whoami wildcat william window windows
winner winston winter wizard wolf wolverine wolves wonder woody work worker world wrestling xavier xbox xxxxxx yankees
yamaha yellow yesterday youtube yoyoyo zaqwsx zebra zidane zinedine zorro zxcvbn zxcvbnm zzzzzz
bienvenue bienvenu bienvenueabord sesame ouvretoi ouvretoisesame salutation merci mercibeaucoup camembert croissant
baguette fromage marmotte nuage orage tempete montblanc charlotte poisson tortue grenouille coccinelle libellule
hirondelle etoiles lumiere bonheur joyeux joyeuxnoel bonneannee anniversaire printempsete passepartout motpasse
monmotdepasse lemotdepasse mdpmdp code codesecret codeacces accessecret identifiant compte comptetest essai provisoire
changermotdepasse nouveaumotdepasse standardiste accueil hotline conseiller conseillere teleconseiller centredecontact
centredappel centredappels agentagent superviseuradmin formation formateur equipe chefdequipe plateau appel appels continuite secours
planb backup failover disaster recoveryplan businesscontinuity primary tenant locataire passkey cledacces
"""

_NAMES = """
aaron adam adeline adrien agathe agnes alain alban alexander alexandra alexandre alexia alexis alice alicia aline alison
amanda amandine amber amelia amelie amy anais andre andrea andrew andy angela angelina angelique anna anne anthony
antoine antonio ariane arnaud arthur ashley audrey aurelie aurelien aurore axel barbara baptiste bastien beatrice
benjamin benoit bernard bertrand bill blanche bob brandon brian brigitte bruno caitlin carla carlos carole caroline
catherine cecile cedric celine chantal charlene charles charly chloe christelle christian christine christophe
christopher claire clara claudia claudine clementine coline colette corentin corinne cynthia cyril damien daniel daniela
danielle david deborah delphine denis denise diana diane didier dominique donald dorian dorothee dylan edouard edward
elena eleonore elian eliott elisabeth elise elizabeth ella elodie eloise elsa emilie emilien emily emma emmanuel
emmanuelle eric erica estelle esteban ethan etienne eugenie eva evan evelyne fabien fabienne fabrice fanny fatima
fernando florence florent florian francesca franck francis francisco francois francoise frank frederic gabriel gabrielle
gaelle gaetan genevieve george georges gerard gilbert gilles giulia gloria gregory guillaume gustave gwenaelle harry
heather helena henri henry herve hugo ibrahim ines irene iris isaac isabel isabella jack jacob jacqueline jacques james
jamie jane janine jason jean jeanne jeannine jennifer jeremy jeremie jerome jessica jesse jimmy joanna joel joelle john
johnny jonathan jordane joseph joshua josephine juan julia julian julie julien juliette june justine karine karen kate
katherine kathy katia kelly kenneth kevin kimberly kyle laetitia laura laure laurence laurent lauren lea leila leo leon
leonie liam lilian liliane linda lindsay lisa logan loic lorenzo louis louise luc luca lucas lucia lucie lucien ludivine
ludovic lukas lydia madeleine mael maeva magali manon manuel marc marcel marco margaux margot maria marie mariana
marianne marina marine mario marion marjorie mark martin martine mary maria mathieu mathilde mathis matteo matthew
matthias matthieu maud maurice max maxence maxime megan melanie melissa melody michael michel michele michelle mickael
miguel mike mohamed monica monique muriel nadege nadia nadine natacha natalie nathan nicholas nicolas nicole nina noah
noel noemie nora norbert oceane odile olivia ophelie pablo pamela pascal pascale patrice patricia patrick paul paula
pauline pedro peter philip philippe pierre priscilla quentin rachel rafael raphael raymond rebecca regine regis remi remy
renaud rene richard robert robin rodolphe roger roland romain romane rosalie roxane ruben ryan sabine sabrina salome
sally salvatore sam samantha samira samuel sandra sandrine sarah sean sebastian sebastien serge severine sharon simon
simone sofia solene sonia sophia sophie stacy stefan stella stephane stephanie stephen steve steven sullivan susan suzanne
sylvain sylvie tania tatiana teresa theo theodore therese thibault thierry tiffany timothy tom tommy tony tristan tyler
ugo ursula valentin valentina valentine valerie vanessa victor victoria virginie viviane walter wendy xaviere yann
yannick yasmine yoann yohan yves yvette zachary zoe
january february march may july september december janvier fevrier mars avril mai juin juillet aout septembre octobre
novembre decembre monday tuesday friday lundi mardi mercredi jeudi samedi dimanche spring autumn automne hiver ete
lyon nantes bordeaux lille nice strasbourg rennes grenoble brest dijon angers nancy metz reims toulon geneve lausanne
bruxelles brussels liege namur ottawa vancouver calgary winnipeg laval gatineau berlin munich madrid barcelona lisbon
rome milan moscow tokyo sydney melbourne dublin france belgique suisse espagne italie allemagne germany mexico brazil
"""

#: What lies side by side, on keyboards of both sorts, in the alphabet and among the figures.
_ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiop"),
    *("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik", "1aqw2zsx3edc4rfv5tgb6yhn7uj8ik", "1qazxsw23edcvfr45tgbnhy6"),
    *("1q2w3e4r5t6y7u8i9o0p", "1a2z3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "a1z2e3r4t5y6u7i8o9p0"),
    *("qawsedrftgyhujikolp", "aqzsedrftgyhujikolp", "zaqxswcdevfrbgtnhymju", "qazwsxedcrfvtgbyhnujm"),
)  # fmt: skip
_WALKS = frozenset(
    row[at : at + length]
    for line in _ROWS
    for row in (line, line[::-1])
    for length in range(2, len(row) + 1)
    for at in range(len(row) - length + 1)
)
_LONGEST = max(map(len, _WALKS))

WORDS = frozenset(_PASSWORDS.split()) | frozenset(_NAMES.split())

_SIGNS = "@4310$57!89"
#: What people write for letters; a 1 is an i or an l.
_LEET = tuple(str.maketrans(_SIGNS, letters) for letters in ("aaeiosstibg", "aaelosstlbg"))
_DECORATION = "0123456789" + "!?.,;:-_ *+=#@$%&/\\()[]{}<>|'\"^~`§°€£"


def is_common(password: str) -> bool:
    """Whether people (and those who guess) think of this one first."""
    plain = _folded(password)
    return (
        any(_is_known(core) for core in _cores(plain))
        or _is_repeated(plain)
        or _is_walked(plain)
        or _is_walked(plain.strip(_DECORATION))
    )


def _folded(text: str) -> str:
    """Small letters without accents."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in split if not unicodedata.combining(char))


def _cores(plain: str) -> Iterator[str]:
    """What may be left when the figures and signs around a word, and those for letters in it, are undone."""
    bare = plain.strip(_DECORATION)
    for text, leet in itertools.product({plain, bare}, (None, *_LEET)):
        spelled = text.translate(leet) if leet else text
        for core in (spelled, spelled.strip(_DECORATION)):
            yield "".join(char for char in core if char.isalnum())


def _is_known(core: str) -> bool:
    half, odd = divmod(len(core), 2)
    twice = not odd and core[:half] == core[half:]
    return core in WORDS or (twice and core[:half] in WORDS)


def _is_repeated(plain: str) -> bool:
    """One bit of at most six characters, over and over."""
    return any(
        len(plain) >= 2 * size and (plain[:size] * len(plain))[: len(plain)] == plain
        for size in range(1, 7)
    )


def _is_walked(plain: str) -> bool:
    """A few walks over neighbours, one after the other."""
    if len(plain) < 6:
        return False
    at = runs = 0
    while at < len(plain):
        at += next(
            (
                n
                for n in range(min(_LONGEST, len(plain) - at), 1, -1)
                if plain[at : at + n] in _WALKS
            ),
            1,
        )
        runs += 1
    return runs <= len(plain) // 4
