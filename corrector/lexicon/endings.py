"""How foreign words end: inflections that lead back to a dictionary form, and endings that have an English counterpart.

The tables hold common patterns of the Romance and Germanic languages; every result is only a form to look up, never
a claim that the word exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corrector.lexicon.inflect import Feature

if TYPE_CHECKING:
    from collections.abc import Iterator


class Inflection(NamedTuple):
    """An ending, what stands in its place in the dictionary form, and what it says."""

    ending: str
    base: str
    feature: Feature


def _rules(text: str) -> tuple[Inflection, ...]:
    """Read lines of ``FEATURE ending:base,base ...``; "-" is nothing."""
    rules = []
    for line in text.strip().splitlines():
        feature, *pairs = line.split()
        for pair in pairs:
            ending, _, targets = pair.partition(":")
            rules += [
                Inflection(ending, "" if base == "-" else base, Feature(feature.strip("_")))
                for base in targets.split(",")
            ]
    return tuple(sorted(rules, key=lambda rule: -len(rule.ending)))


# Accents are folded before. "_" stands for no feature (a feminine or an infinitive's stem).
_INFLECTIONS = {
    "fr": _rules("""
        s s:- x:- aux:al,ail eaux:eau euses:eur,eux rices:eur ieres:ier elles:el ennes:en ives:if ees:e es:e,- eurs:eur
        _ euse:eur,eux rice:eur iere:ier elle:el enne:en ive:if ee:e e:-
        past e:er ee:er es:er ees:er i:ir ie:ir is:ir ies:ir u:re,oir ue:re ait:er aient:er
        ing ant:er,re issant:ir
    """),
    "es": _rules("""
        s s:- es:- as:o,a ces:z iones:ion ores:or oras:or
        _ a:o ora:or
        past ado:ar ada:ar ados:ar adas:ar ido:er,ir ida:er,ir idos:er,ir idas:er,ir aba:ar aban:ar aron:ar ieron:er,ir io:er,ir
        ing ando:ar iendo:er,ir
        s an:ar en:er,ir
    """),
    "pt": _rules("""
        s s:- es:- as:o,a ns:m oes:ao aes:ao ais:al eis:el ores:or oras:or
        _ a:o ora:or
        past ado:ar ada:ar ados:ar adas:ar ido:er,ir ida:er,ir idos:er,ir idas:er,ir ou:ar aram:ar eu:er iu:ir
        ing ando:ar endo:er indo:ir
    """),
    "it": _rules("""
        s i:o,e,a e:a chi:co ghi:go che:ca ioni:ione ori:ore
        _ a:o trice:tore
        past ato:are ata:are ati:are ate:are uto:ere uta:ere ito:ire ita:ire iti:ire ava:are avano:are
        ing ando:are endo:ere,ire
    """),
    "ca": _rules("""
        s s:- es:a,e,- ns:- ions:io ors:or
        _ a:- ora:or
        past at:ar ada:ar ats:ar ades:ar it:ir ut:re
        ing ant:ar ent:er,re int:ir
    """),
    "gl": _rules("""
        s s:- es:- as:o,a ns:- ores:or
        _ a:o
        past ado:ar ada:ar ados:ar ido:er,ir
        ing ando:ar endo:er indo:ir
    """),
    "ro": _rules("""
        s i:-,u,e ii:-,e uri:- e:a,- ele:a ile:- ilor:- lor:-
        _ ul:- ului:- a:- ei:e,a
        past at:a ata:a ati:a ate:a it:i ut:ea,e
        ing and:a ind:i,e
    """),
    "de": _rules("""
        s en:-,e n:- er:- e:- innen:er s:-
        _ in:- es:- em:- er:- en:- e:- s:- n:-
        past te:en ten:en t:en
        ing end:en ende:en enden:en
    """),
    "nl": _rules("""
        s en:-,e s:- eren:- 's:-
        _ e:- je:-
        past de:en den:en te:en ten:en
        ing end:en ende:en
    """),
    "sv": _rules("""
        s ar:-,e er:- or:a na:- arna:-,e erna:- orna:a
        _ en:-,e et:- n:- t:-
        past ade:a de:a te:a
        ing ande:a
    """),
    "da": _rules("s er:- e:- erne:- ene:-\n_ en:- et:- n:- t:-\npast ede:e te:e\ning ende:e"),
    "pl": _rules("s y:-,a i:-,a ow:- owie:- ach:-\n_ a:- u:- em:- ie:- ego:y\npast al:ac il:ic"),
    "hr": _rules("s i:- e:a ovi:- evi:-\n_ a:- u:- om:- og:i\npast ao:ati io:iti"),
    "sl": _rules("s i:- e:a ov:-\n_ a:- u:- om:-"),
    "sk": _rules("s y:-,a i:- e:a ov:-\n_ a:- u:- om:-"),
    "id": _rules("_ nya:-"),
}
_LONGEST = 5


def dictionary_forms(word: str, language: str) -> Iterator[tuple[str, Feature]]:
    """Yield the dictionary forms of a folded foreign word, with what its ending says; the word itself first."""
    yield word, Feature.BASE
    for ending, base, feature in _INFLECTIONS.get(language, ()):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            yield word[: len(word) - len(ending)] + base, feature


class Correspondence(NamedTuple):
    """A foreign ending, the English one that stands for it, and how regular that is (0 to 1)."""

    foreign: str
    english: str
    weight: float


def _correspondences(text: str) -> tuple[Correspondence, ...]:
    """Read lines of ``foreign,foreign > english=weight english=weight``; "-" is nothing."""
    rules = []
    for line in text.strip().splitlines():
        left, _, right = line.partition(">")
        for foreign in left.strip().split(","):
            for target in right.split():
                english, _, weight = target.partition("=")
                rules.append(Correspondence(foreign, english.strip("-"), float(weight)))
    return tuple(sorted(rules, key=lambda rule: (-len(rule.foreign), -rule.weight)))


CORRESPONDENCES = _correspondences("""
    ique,ik,isch,ische,isk,isch,ica,ico,yka,iek > ic=.9 ical=.7 ics=.6 ique=.2
    iques,icos,icas,ici,iche,iken > ics=.6 ic=.6 ical=.5
    ologie,ologia,ologi,ologija,ologio > ology=1
    graphie,grafia,grafie,grafi > graphy=1
    ie,ia,ija,io,iya > y=.8 ia=.4
    te,ta,dad,dade,tate,tat,tet,teit,tate,tade,tad,itat > ty=.9
    ite,ita,idad,idade,itate,itat,itet,iteit,itad > ity=1
    cion,cao,zione,zion,tie,sjon,cija,cja,tia,tiune,cio,ciune > tion=1 ction=.6 cation=.2
    sion,sao,sione,sie,siune,sio > sion=1
    ation,acion,acao,azione,aion,atie,asjon,acija,acja,acio > ation=1
    isation,ization,izacion,izacao,izzazione,isering,isierung,izacio > ization=1 isation=.9
    isme,ismo,ismus,ism,izm,izam,ismu > ism=1
    iste,ista,ist > ist=1
    istes,istas,isti,isten > ists=1
    aire,ario,aria,ari,ar,ary,arie > ary=.9 arian=.3 ar=.4
    oire,orio,oria > ory=.9
    eur,or,ore,ador,ateur,atore,ator,ador,tor,eor > or=.8 er=.6 ator=.5
    eurs,ores,ori,adores,ateurs,atori > ors=.8 ers=.6 ators=.5
    eux,euse,oso,osa,os,ioso > ous=1 y=.2
    ieux,ieuse > ious=1
    re,ro,ra,er > er=.8 re=.6 rum=.3 ra=.2
    ment,mente,emente,amente,emment,amment > ly=.8 ment=.6 ally=.5 ently=.4 antly=.3
    mento,miento,imento,iment > ment=.9
    ance,ancia,anca,anza,anz,antie > ance=1 ancy=.6
    ence,encia,enca,enza,enz,ens > ence=1 ency=.6
    ant,ante > ant=.9 ent=.5 ating=.3
    ent,ente > ent=.9
    al,ale,el,elle,iel,ielle,iale,ell,eel > al=.9 ial=.7
    aux,ales,ali > als=.8 al=.7
    if,ive,ivo,iva,iv,ief > ive=1
    able,abile,avel,abel,abil > able=1
    ible,ibile,ivel,ibel,ibil > ible=1
    age,aje,agem,aggio,agio > age=1
    ure,ura,ur > ure=1
    ude,ud,udine,ude > ude=.9
    ade,ada,ata > ade=.7 ate=.4 ated=.3
    at,ato,ado,ate > ate=.8 ated=.6
    er,ar,are,ir,ire,ere,ieren,eren,era,uj,ovat,irati > -=.6 e=.7 ate=.6 ize=.2 ise=.1 ish=.2 y=.2 ify=.2
    iser,izar,izzare,isieren,iseren,isera > ize=1 ise=.9
    fier,ficar,ficare,fizieren > fy=1
    e,ee,i,ado,ada,ido,ida,ato,ata,ito > ed=.5 ated=.4
    e,o,a,um,us,en > -=.6 e=.5 y=.2 um=.3 us=.3
    ien,ienne,iano,iana,ianer,an,ano > ian=.9 an=.7
    ais,aise,es,ese,esa,ois > ese=.8
    in,ine,ino,ina > ine=.9 in=.5
    phe,fo,f,fe > ph=.9 phe=.3
    ct,tto,to,t > ct=.5
    - > -=.7 e=.4 s=.1
""")

# Endings that leave the stem of a foreign word, and those that English puts on a foreign stem; longest first.
_FOREIGN_ENDINGS = tuple(
    "imiento amento imento amiento acion ation zione izion cion cao tion ung ieren eren mente ment ador edor idor ateur atore"
    " eur euse ador or are ere ire ar er ir en re ent ant ado ada ido ida ato ata o a e i os as es".split()
)
_ENGLISH_ENDINGS = tuple(
    sorted(
        "ment ments tion tions ation ations ition er ers or ors ed ing ings al ally ous ist ists ism ance ence able ive".split(),
        key=lambda ending: -len(ending),
    )
)


def foreign_stem(form: str) -> str:
    """Return a folded foreign word without its ending; at least three letters stay."""
    for ending in _FOREIGN_ENDINGS:
        if form.endswith(ending) and len(form) - len(ending) >= 3:
            return form[: len(form) - len(ending)]
    return form


def garbled_stems(word: str) -> Iterator[tuple[str, str, Feature]]:
    """Yield what is left of a word without an English ending, that ending (singular), and what it says.

    >>> list(garbled_stems("desarollments"))
    [('desaroll', 'ment', <Feature.S: 's'>)]
    """
    for ending in _ENGLISH_ENDINGS:
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) > 4:
            plural = ending.endswith("s") and ending != "ous"
            feature = Feature.S if plural else _VERBAL.get(ending, Feature.BASE)
            yield stem, ending.removesuffix("s") if plural else ending, feature
            return


_VERBAL = {"ed": Feature.PAST, "ing": Feature.ING}


def corresponds(form: str, ending: str) -> bool:
    """Tell whether a folded foreign word ends as the English ending does in its language ("-eur" as "-er")."""
    return any(
        rule.english == ending and len(rule.foreign) > 1 and form.endswith(rule.foreign) for rule in CORRESPONDENCES
    )


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Read a table of spellings that correspond, written ``one:other``.

    >>> pairs("eur:er eur:or")
    (('eur', 'er'), ('eur', 'or'))
    """
    return tuple((one, other) for one, _, other in (pair.partition(":") for pair in text.split()))


# Endings that engines put in place of foreign ones where they translate a word by half: they read as English, whatever the
# right word is.
_HALF_TRANSLATED = pairs(
    "eur:er eur:or ier:er iere:er aire:ary ien:ian ienne:ian ique:ic ador:ator or:er tore:tor tore:ter ero:er era:er"
    " eiro:er eira:er aio:er aro:er are:er aar:er ista:ist iste:ist cion:tion zione:tion cao:tion tie:tion cio:tion"
    " cie:tion cja:tion tia:tion sione:sion sao:sion ia:y ie:y ita:ity ite:ity idad:ity idade:ity itat:ity dad:ty"
    " dade:ty tat:ty tad:ty ario:ary aria:ary ari:ary anca:ance anza:ance ancia:ance anta:ant ante:ant encia:ence"
    " enza:ence enca:ence ente:ent mento:ment miento:ment oso:ous eux:ous euse:ous ivo:ive if:ive iv:ive isme:ism"
    " ismo:ism ismus:ism ologia:ology ologie:ology grafia:graphy graphie:graphy ung:ing ura:ure aggio:age aje:age"
    " ada:ade ata:ate ato:ate ado:ate at:ate ico:ic ica:ic isch:ic sk:ic iano:ian ano:an ais:ese"
)
# The same by the last two letters, which all of them have: thousands of forms are tried for one word.
_HALF_TRANSLATED_BY_END = {
    end: tuple(pair for pair in _HALF_TRANSLATED if pair[0].endswith(end))
    for end in {foreign[-2:] for foreign, _ in _HALF_TRANSLATED}
}


def anglicised(form: str) -> Iterator[str]:
    """Yield a folded foreign word with an English ending in place of its own; at least three letters stay.

    >>> sorted(anglicised("narrateur"))
    ['narrater', 'narrator']
    """
    for foreign, english in _HALF_TRANSLATED_BY_END.get(form[-2:], ()):
        if form.endswith(foreign) and len(form) - len(foreign) >= 3:
            yield form[: len(form) - len(foreign)] + english


def unanglicised(word: str) -> Iterator[str]:
    """Yield the folded foreign words that :func:`anglicised` may make the word of; they need not exist.

    >>> "narrateur" in unanglicised("narrater")
    True
    """
    for foreign, english in _HALF_TRANSLATED:
        if word.endswith(english) and len(word) - len(english) >= 3:
            yield word[: len(word) - len(english)] + foreign


# Beginnings and middles that differ regularly; applied one at a time, then all that apply together.
INITIALS = (("e", "s", "ptclnm"), ("es", "s", "ptclnm"))
MEDIALS = pairs(
    "ph:f f:ph k:c z:c kt:ct tt:ct qu:c ou:u ou:o eu:u ai:a ie:e ue:o uo:o oe:e ae:e j:y j:g gu:g w:v"
    " i:y t:th c:ch r:rh x:ex nh:gn lh:l ll:l rr:r ss:s ff:f mm:m nn:n pp:p bb:b zz:z l:ll s:ss c:cc"
    " r:rr m:mm n:nn p:pp f:ff t:tt tz:z sch:sh u:v i:e e:i o:u u:o e:a a:e"
)


def english_shapes(word: str) -> Iterator[tuple[str, float]]:
    """Yield the shapes that a folded foreign word may have in English, with a weight in (0, 1]; they need not exist."""
    starts = [(word, 1.0)]
    for foreign, english, following in INITIALS:
        rest = word[len(foreign) :]
        if word.startswith(foreign) and len(rest) > 2 and rest[0] in following:
            starts.append((english + rest, 0.8))
    for start, factor in starts:
        for foreign, english, weight in CORRESPONDENCES:
            if start.endswith(foreign) and len(start) - len(foreign) >= 2:
                yield start[: len(start) - len(foreign)] + english, weight * factor


def respellings(word: str) -> Iterator[str]:
    """Yield the word with one regular sound spelled another way (one place at a time)."""
    for foreign, english in MEDIALS:
        place = word.find(foreign)
        while place >= 0:
            yield word[:place] + english + word[place + len(foreign) :]
            place = word.find(foreign, place + 1)
