package extract

import (
	"regexp"
	"strings"
)

// lineRule finds paragraphs that are furniture by their wording. re is only
// tried on a text that holds one of the lower-case triggers: most paragraphs
// hold none, and Go's regexps are slow on long alternations.
type lineRule struct {
	triggers []string
	re       *regexp.Regexp
}

func rule(triggers, re string) lineRule {
	return lineRule{strings.Split(triggers, "|"), regexp.MustCompile(`^\W*(?:` + re + `)`)}
}

func (r lineRule) match(lower string) bool {
	for _, t := range r.triggers {
		if strings.Contains(lower, t) {
			return r.re.MatchString(lower)
		}
	}
	return false
}

func matchAny(rules []lineRule, lower string) bool {
	for _, r := range rules {
		if r.match(lower) {
			return true
		}
	}
	return false
}

// anywhereRules match, in lower case, whole short paragraphs that are furniture
// wherever they stand. They are phrases of the trade, never of one site.
var anywhereRules = []lineRule{
	rule("more|also|next|full story|full article", `(?:read|see|view|learn|find out|discover) (?:more|also|next|the full (?:story|article))\b`),
	rule(":|►|\\|", `(?:related|recommended(?: reading)?|more(?: on this| here)?|also(?: read)?|read(?: also| next| on)?|required reading|don['’]?t miss|watch(?: now| this| the video| live)?|see also|listen(?: to this)?|up next|further reading)(?: \w+)? ?[:►|]`),
	rule("lire|lesen|thema|lees|leggi|lea |interesar|leia|читайте|läs |les ", `(?:à lire|lire aussi|lesen sie auch|mehr zum thema|lees ook|leggi anche|lea también|te puede interesar|leia (?:também|mais)|читайте (?:также|ещё)|läs (?:också|mer)|les også)\b`),
	rule("more from|more on|related|more stories", `(?:more (?:stories )?(?:from|on)|related (?:stories|articles|news|topics|content|reading)|more stories)\b.{0,160}$`),
	rule("click here|tap here|click to|tap to", `(?:.{0,200}\b)?(?:click|tap) (?:here|to)\b.{0,100}$`),
	rule("advert|anzeige|publicit|publicidad|werbung|sponsored|paid content|реклама", `(?:advertisement|advertising|anzeige|publicité|publicidad|pubblicità|werbung|sponsored|paid content|sponsored content|реклама)\W*$`),
	rule("continues|scroll", `(?:(?:the )?(?:story|article|post) continues (?:below|after)|scroll (?:down )?(?:to|for))\b`),
	rule("©|(c)|copyright|rights reserved", `(?:©|\(c\)|copyright\b|.{0,240}\ball rights reserved\b)|©`),
	rule("may not be|reproduced", `.{0,200}(?:may not|not to) be (?:published|reproduced|republished)`),
	rule("sign up|signup|subscri|register|join|newsletter|podcast", `.{0,160}\b(?:sign up|signup|subscribe|register|join)\b.{0,140}\b(?:newsletters?|inbox|alerts?|mailing list|e-?mails?|podcasts?|youtube|premium|channel|magazine|for free)\b`),
	rule("newsletter", `.{0,160}\bnewsletters?\b.{0,160}\b(?:sign up|subscribe|inbox|register|deliver|abonnieren|anmelden|bestellen)|.{0,60}(?:inscri|abonn).{0,60}newsletter`),
	rule("subscri|abonn|suscr|iscriviti|abbon", `(?:subscribe|abonnieren|abonnez-vous|suscríbete|iscriviti|abbonati)\b`),
	rule("subscri|abonn|abo |suscri|assinant|подписк", `(?:keep|continue) reading\b.{0,60}\bsubscri|(?:this|the (?:full|rest of (?:the|this)) (?:article|story))\b.{0,40}\b(?:is|are) (?:only )?(?:for|available to) (?:our )?subscribers?\b|already a subscriber|(?:cet article|la suite).{0,30}\b(?:réservée?|est) .{0,20}abonnés|déjà abonné|(?:dieser artikel|weiterlesen).{0,40}\b(?:abo|abonnenten)\b|(?:contenido|artículo) (?:exclusivo|solo) para suscriptores|conteúdo exclusivo para assinantes`),
	rule("to your ", `.{0,240}\b(?:delivered|sent) (?:\w+ |straight )?to your (?:inbox|device|door)`),
	rule(":|/|via|courtesy|credit| by ", `(?:(?:lead |featured? |source )?(?:photo|image|picture|photograph|video|graphic|illustration|foto|bild|bildquelle|crédit|imagen)s?(?: credits?)?(?: by| courtesy(?: of)?| via)?\s*[:/]|(?:image|photo|picture|source image)s? (?:via|courtesy|credit|by)\b|credits?:)`),
	rule("getty|reuters|associated press|afp|/ap|(ap|shutterstock", `(?:getty images|reuters|associated press|afp|shutterstock)(?:/| / |\W*$)|.{0,200}[(/](?:getty images|reuters|afp|ap|ap photo|shutterstock)(?:[/)][^.]{0,60})?$`),
	rule("(photo|(image|(picture|(file|photo:|(foto", `.{0,320}[([](?:photo|image|picture|file|file photo|foto)s?(?: by|:| courtesy| via)[^()]*[)\]]\W*$`),
	rule("follow", `(?:.{0,160}\bfollow (?:him|her|them|me|us)\b|follow\b).{0,120}(?:@|\bon (?:twitter|x|facebook|instagram|threads|tiktok|linkedin|bluesky|mastodon|google news|whatsapp|telegram|flipboard|social media)\b)`),
	rule("@", `(?:follow|e-?mail|contact|reach|write to|contactez|kontakt)\b.{0,200}(?:\s@\w+|\w@\w+\.)`),
	rule("can be ", `.{0,160}\bcan be (?:reached|contacted|found) (?:at|on|via|by)\b.{0,120}$`),
	rule("share|print|email|e-mail|comment|save|copy link|tweet|facebook|twitter|whatsapp|teilen|drucken|partager|compartir|condividi|delen", `(?:share|print|e-?mail|comments?|save|copy link|tweet|facebook|twitter|whatsapp|teilen|drucken|partager|compartir|condividi|delen)(?: this)?\W*$|share (?:this|on|via|article|story)\b.{0,60}$`),
	rule("comment", `.{0,200}\b(?:let us know|tell us|share your thoughts|sound off|weigh in)\b.{0,80}\bcomments?\b`),
	rule("appeared|published|republished|posted|reprinted|reviewed", `(?:this|the|a version of this) (?:story|article|piece|post|column|report|content|essay|interview) (?:was |is |has been |have been |first |originally |also )*(?:appeared|published|produced|republished|provided|reviewed)\b|(?:this .{0,40})?(?:originally (?:published|appeared)|cross-?posted|republished|reprinted)\b`),
	rule("affiliate|commission|independently", `.{0,320}\b(?:affiliate (?:links?|commission)|earn (?:a|an)(?: small| affiliate)? commission|independently (?:selected|chosen|reviewed))\b`),
	rule("log in|sign in|login", `(?:please )?(?:log|sign) ?in\b.{0,160}$`),
	rule("app", `(?:download|get|install) (?:the|our) .{0,40}\bapps?\b`),
	rule("javascript|browser", `.{0,80}\bjavascript (?:is )?(?:disabled|required)\b|.{0,40}enable javascript|.{0,100}browser does not support`),
	rule("cookie", `.{0,80}\b(?:we use cookies|cookie (?:policy|settings|preferences))\b`),
	rule("want |looking ", `(?:want|looking) (?:for )?(?:more|to (?:read|learn) more)\b.{0,120}$`),
	rule("tip|story", `(?:have|got|do you have) (?:a|any) (?:tip|story idea|news tip)`),
	rule("journalism", `support (?:our|independent|local|quality) .{0,30}journalism\b`),
	rule("loading", `loading\W*$`),
	// Go's \W takes letters beyond ASCII for none: these match anywhere in a line.
	rule("会員限定|有料会員|会員登録|関連キーワード|関連記事|あわせて読みたい", `.{0,80}(?:会員限定|有料会員|会員登録|関連キーワード|関連記事|あわせて読みたい)`),
	rule("责任编辑|責任編輯|相关阅读|延伸阅读|延伸閱讀|版权所有|版權所有|未经授权|未經授權", `.{0,80}(?:责任编辑|責任編輯|相关阅读|延伸阅读|延伸閱讀|版权所有|版權所有|未经授权|未經授權)`),
	rule("무단|저작권자|관련기사|구독하기", `.{0,120}(?:무단.{0,4}전재|재배포.{0,3}금지|저작권자|관련기사|구독하기)`),
	rule("citation:|more information:|journal information", `(?:citation|more information|journal information) ?:`),
}

// edgeRules match lines that are furniture only near the start or the end of
// an article: credits, bylines, dates, corrections of the desk.
var edgeRules = []lineRule{
	rule("publi|updated|posted|modified|aktualisiert|stand|mis à jour|actualizado|pubblicato|aggiornato", `(?:published|updated|posted|last (?:updated|modified)|first published|aktualisiert|stand|publié|mis à jour|publicado|actualizado|pubblicato|aggiornato)\b.{0,90}\d`),
	rule("contribut", `.{0,200}\bcontributed (?:reporting|to th(?:is|e))? ?(?:report|story|article|piece)?\b.{0,60}$|contributing`),
	rule("report|writing|edit|compiled|produced|interview|information|with ", `(?:additional reporting|reporting|writing|editing|edited|compiled|produced|interview|includes information|with (?:files|reporting|inputs?|additional reporting))\b(?: (?:by|from|produced by)\b|.{0,60} produced by |:)`),
	rule("reported from", `.{0,60}\breported from\b.{0,60}$`),
	rule(":", `(?:source|via|from|tags?|topics?|filed under|categories|category|keywords?|themen|schlagworte|mots-clés|etiquetas)\s*:`),
	rule("about the author|editor|correction|clarification", `(?:about the author|notes? to editors|editor['’]?s note|correction|clarification)\b`),
	rule("edited for", `.{0,120}\bedited for (?:length|clarity|space)\b`),
	rule("read|ago", `\d+ (?:min(?:ute)?s?|hours?|days?) (?:read|ago)\W*$`),
	rule("express", `.{0,160}\b(?:views|opinions) expressed\b`),
	rule(" is a| is the|'s ", `.{0,80} is (?:a|an|the) [^.]{0,90}\b(?:reporter|editor|correspondent|writer|columnist|journalist|contributor|fellow|analyst|producer|blogger|photographer)\b`),
	rule("?", `(?:what do you think|are you looking forward|will you be|did you|have you|do you)\b.{0,140}\?`),
	rule("version of this|previously stated|incorrectly", `.{0,80}\b(?:previous|earlier) version of this\b|.{0,200}\bincorrectly (?:stated|said|identified|reported)\b`),
}

// bylineLine finds a byline at the head of a text: "By" and names, no sentence.
var bylineLine = regexp.MustCompile(`^\W*(?:By|BY|by|Von|Par|Por|Di|Door|Av|Af|Text|Story by|Written by) \p{Lu}[^.!?]{2,80}$`)

// dateLine finds a line that is only a date with its labels: few letters
// beside digits, a year among them.
var dateLine = regexp.MustCompile(`^[^.!?]{0,45}\b(?:19|20)\d\d\b[^.!?]{0,30}$`)
