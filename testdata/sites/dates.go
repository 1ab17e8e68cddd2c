package sites

import (
	"fmt"
	"strings"
	"time"
)

var months = map[string][]string{
	"de": strings.Fields("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
	"fr": strings.Fields("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
	"es": strings.Fields("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
	"ru": strings.Fields("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
}

// visibleDate writes t as an outlet of that language and country prints it.
func visibleDate(lang, country string, t time.Time) string {
	y, m, d := t.Date()
	clock := t.Format("15:04")
	switch lang {
	case "de":
		return fmt.Sprintf("%d. %s %d, %s Uhr", d, months[lang][m-1], y, clock)
	case "fr":
		return fmt.Sprintf("%d %s %d à %s", d, months[lang][m-1], y, t.Format("15h04"))
	case "es":
		return fmt.Sprintf("%d de %s de %d, %s", d, months[lang][m-1], y, clock)
	case "ru":
		return fmt.Sprintf("%d %s %d, %s", d, months[lang][m-1], y, clock)
	}
	if country == "US" {
		return t.Format("January 2, 2006 at 3:04 PM")
	}
	return t.Format("2 January 2006, 15:04")
}
