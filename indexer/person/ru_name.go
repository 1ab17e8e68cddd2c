package person

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// ruIndeclinable are endings of surnames that are the same in every case for
// men and women alike: Georgian, Azerbaijani, Ukrainian.
var ruIndeclinable = []string{"дзе", "швили", "заде", "оглы", "кызы", "енко", "ых", "их", "иа", "уа"}

func indeclinable(surname string) bool {
	return slices.ContainsFunc(ruIndeclinable, func(e string) bool {
		return strings.HasSuffix(surname, e) && utf8.RuneCountInString(surname) > utf8.RuneCountInString(e)+1
	})
}

// nominativeName gives what a person is called from one full form in any case:
// the given name, a patronymic and the surname in the nominative. It is empty
// where the case cannot be told.
func (p *ruPerson) nominativeName(f ruForm) string {
	words := strings.Fields(f.mention.Surface)
	if len(words) < 2 || len(words) > 3 || p.given == "" || isRuInitial(p.given) {
		return ""
	}
	surname := p.nominativeOf(words[0], words[len(words)-1])
	if surname == "" {
		return ""
	}
	out := []string{p.given}
	if len(words) == 3 {
		out = append(out, nominativePatronymic(words[1], p.gender))
	}
	return strings.Join(append(out, surname), " ")
}

// nominativeOf gives the nominative of a surname behind a given name. A foreign
// surname is declined only for men, and as the given name before it is.
func (p *ruPerson) nominativeOf(given, surname string) string {
	typical := surnameGender(p.stem) == 'm' || strings.HasSuffix(p.stem, "ск") || strings.HasSuffix(p.stem, "цк")
	switch {
	case indeclinable(surname):
		return surname
	case typical:
		return p.nominativeSurname()
	case p.gender != 'm' || given == p.given:
		return surname
	}
	stem, ending := surnameStem(surname)
	last, _ := utf8.DecodeLastRuneInString(stem)
	vowel := strings.ContainsRune("аеёиоуыэюя", last)
	switch ending {
	case "":
		return surname
	case "я", "ю", "ем":
		if vowel {
			return stem + "й"
		}
		return stem + "ь"
	case "а", "у", "ом", "е":
		if !vowel {
			return stem
		}
	}
	return ""
}

// nominativePatronymic gives Дмитриевич for Дмитриевича and Ивановна for Ивановной.
func nominativePatronymic(s string, gender byte) string {
	if gender == 'f' {
		if i := strings.LastIndex(s, "вн"); i > 0 {
			return s[:i] + "вна"
		}
		return s
	}
	if i := strings.LastIndex(s, "ич"); i > 0 {
		return s[:i] + "ич"
	}
	return s
}
