package sites

import "strconv"

// windows1251 is the part of the code page beyond ASCII that Russian text
// needs besides the letters А to я, which stand at 0xC0 to 0xFF in order.
var windows1251 = map[rune]byte{
	'Ё': 0xA8, 'ё': 0xB8, '«': 0xAB, '»': 0xBB, '—': 0x97, '–': 0x96,
	'„': 0x84, '“': 0x93, '”': 0x94, '’': 0x92, '‘': 0x91, '…': 0x85,
	'№': 0xB9, '§': 0xA7, '©': 0xA9, '\u00a0': 0xA0,
}

// encode1251 writes s in windows-1251, and a character that the code page does
// not have as an HTML (and XML) reference.
func encode1251(s string) []byte {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		b, ok := windows1251[r]
		switch {
		case r < 0x80:
			out = append(out, byte(r))
		case r >= 'А' && r <= 'я':
			out = append(out, byte(r-'А')+0xC0)
		case ok:
			out = append(out, b)
		default:
			out = append(out, "&#"+strconv.Itoa(int(r))+";"...)
		}
	}
	return out
}
