package entity

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"dateline/search/news"
)

// differentPairs are two people each: of one surname, or of one name with roles
// and countries that differ. Invented people, and office holders as facts. A
// person is written name/role/country/year; what stands behind may be left out.
const differentPairs = `
George H. W. Bush/president/US/1990|George W. Bush/president/US/2003
George Bush/president/US/1991|George Bush/president/US/2004
Pierre Trudeau/prime minister/CA/1975|Justin Trudeau/prime minister/CA/2018
Indira Gandhi/prime minister/IN/1972|Rajiv Gandhi/prime minister/IN/1987
Hafez al-Assad/president/SY/1995|Bashar al-Assad/president/SY/2010
Kim Jong-il/leader/KP/2003|Kim Jong-un/leader/KP/2017
Kim Il-sung/leader/KP/1980|Kim Jong-il/leader/KP/2003
Bill Clinton/president/US/1996|Hillary Clinton/secretary of state/US/2010
Lech Kaczynski/president/PL/2007|Jaroslaw Kaczynski/prime minister/PL/2007
Nestor Kirchner/president/AR/2005|Cristina Kirchner/president/AR/2010
Laurent Kabila/president/CD/1999|Joseph Kabila/president/CD/2010
Jomo Kenyatta/president/KE/1970|Uhuru Kenyatta/president/KE/2015
Heydar Aliyev/president/AZ/2000|Ilham Aliyev/president/AZ/2010
Andreas Papandreou/prime minister/GR/1994|George Papandreou/prime minister/GR/2010
Fidel Castro/president/CU/1990|Raul Castro/president/CU/2010
Ferdinand Marcos/president/PH/1980|Ferdinand Marcos Jr./president/PH/2023
Rafik Hariri/prime minister/LB/1995|Saad Hariri/prime minister/LB/2010
Lee Kuan Yew/prime minister/SG/1985|Lee Hsien Loong/prime minister/SG/2010
Gordon Brown/prime minister/GB/2008|Gordon Brown/striker/AU/2008
Michael Tarrow/skipper/GB/2025|Michael Tarrow/engineer/US/2025
Lena Okafor/finance minister/GH/2024|Lena Okafor/singer/NG/2024
Tomas Ferreira/striker/PT/2021|Tomas Ferreira/judge/BR/2021
Anna Lindqvist/surgeon/SE/2020|Anna Lindqvist/goalkeeper/FI/2020
David Clarke/senator/US/2020|David Clark/coach/NZ/2020
Peter Miller/banker/US/2019|Peter Müller/chancellor/DE/2019
Maria Santos/novelist/BR/2022|Mario Santos/novelist/BR/2022
Paul Okello/bishop/UG/2018|Paula Okello/bishop/UG/2018
Mohammed Farouk/actor/EG/2015|Mahmoud Farouk/actor/EG/2015
Ahmed Saleh/colonel/YE/2011|Ali Saleh/colonel/YE/2011
Hassan Karim/judge/IQ/2012|Hussein Karim/judge/IQ/2012
Robert Kennedy/senator/US/1967|John Kennedy/president/US/1962
Robert Okonjo Sr./pastor/NG/1999|Robert Okonjo Jr./pastor/NG/1999
James A. Whitfield/judge/US/2010|James B. Whitfield/judge/US/2010
Mary Ann Colby/teacher/US/2010|Mary Jane Colby/teacher/US/2010
Jean-Pierre Moreau/minister/FR/2001|Jean-Paul Moreau/minister/FR/2001
Okafor/minister/NG/2010|Lena Okafor/singer/NG/2010
Okafor//NG/2010|Lena Okafor/minister/NG/2010
Okafor/president/NG/2010|Lena Okafor/president/GH/2010
Smith/sergeant/US/2001|John Smith/pilot/US/2001
Tarrow//US/2025|Michael Tarrow/engineer/US/2025
Bush/president/US/1990|George W. Bush/president/US/2003
Karin Holm/minister/DK/2011|Karen Holm/striker/NO/2011
Erik Hansen/skier/NO/2014|Erik Hanson/lawyer/US/2014
Anders Jensen/minister/DK/2010|Anders Jansen/rower/NL/2010
Daniel Ortiz/priest/MX/2010|Daniela Ortiz/priest/MX/2010
Wang Li/economist/CN/2012|Wang Lu/economist/CN/2012
Zhang Wei/engineer/CN/2015|Zhang Yi/engineer/CN/2015
Chen Jian/minister/CN/2010|Chen Jun/minister/CN/2010
Ivan Petrov/general/RU/2005|Igor Petrov/general/RU/2005
Alexei Ivanov/pilot/RU/2005|Alexander Ivanov/pilot/RU/2005
Natalia Volkova/skater/RU/2010|Natalia Volkov/judge/US/2010
Sergei Popov/swimmer/RU/2004|Sergei Popov/bishop/BG/2004
John Howard/prime minister/AU/2001|John Howard/drummer/US/2001
Carlos Silva/midfielder/PT/2002|Carlos Silva/archbishop/AO/2002
Jack Straw/foreign secretary/GB/2003|Jack Strow/farmer/US/2003
Ronald Reed/actor/US/1999|Ronald Reid/farmer/GB/1999
Stuart Allen/teacher/GB/2005|Stuart Allan/golfer/AU/2005
William Green/coach/US/2009|William Greene/coach/US/2009
Aisha Bello/lawyer/NG/2021|Aisha Bella/actress/ES/2021
J. Okafor/judge/KE/2020|Lena Okafor/judge/KE/2020
Nouri Hamid/poet/IQ/2005|Nora Hamid/poet/IQ/2005
Johann Braun/painter/DE/1999|Johanna Braun/painter/DE/1999
`

// samePairs are one person each, as two outlets write them.
const samePairs = `
Muammar Gaddafi/leader/LY|Moammar Qaddafi/leader/LY
Muammar Gaddafi|Mouammar Kadhafi
Muammar al-Gaddafi|Muammar Gadhafi
Volodymyr Zelensky|Volodymyr Zelenskyy
Volodymyr Zelensky|Wolodymyr Selenskyj
Vladimir Zelenskiy/president/UA|Volodymyr Zelensky/president/UA
Boris Yeltsin|Boris Jelzin
Boris Yeltsin|Boris Eltsine
Nikita Khrushchev|Nikita Chruschtschow
Nikita Khrushchev|Nikita Khrouchtchev
Mikhail Gorbachev|Michail Gorbatschow
Mikhail Gorbachev|Mikhail Gorbatchev
Dmitry Medvedev|Dmitri Medwedew
Viktor Yanukovych|Wiktor Janukowitsch
Alexander Lukashenko|Aleksandr Lukaschenko
Alexander Lukashenko|Alexandre Loukachenko
Yulia Tymoshenko|Julia Timoschenko
Mikhail Khodorkovsky|Michail Chodorkowski
Vladimir Putin|Wladimir Putin
Vladimir Putin|Vladimir Poutine
Владимир Путин|Vladimir Putin
Sergei Lavrov|Sergej Lawrow
Viktor Orbán|Orban Viktor
Kim Jong-un|Jong Un Kim
Kim Jong Un|Kim Jong-un
Mao Zedong|Mao Tse-tung
Deng Xiaoping|Teng Hsiao-ping
Zhou Enlai|Chou En-lai
Mahmoud Ahmadinejad|Mahmud Ahmadinedschad
Mohammed Morsi|Mohamed Mursi
Osama bin Laden|Usama Bin Ladin
Nouri al-Maliki|Nuri al Maliki
Abdel Fattah el-Sisi|Abdelfattah al-Sissi
Abdel Fattah el-Sisi|Abd al-Fattah al-Sisi
Mohamed ElBaradei|Mohammed el-Baradei
Hosni Mubarak|Hosni Moubarak
Saddam Hussein|Saddam Husain
Yasser Arafat|Jassir Arafat
Ayman al-Zawahiri|Aiman al-Sawahiri
Bashar al-Assad|Baschar al-Assad
Recep Tayyip Erdoğan|Recep Erdogan
Recep Tayyip Erdoğan|Tayyip Erdogan
Slobodan Milošević|Slobodan Milosevic
Slobodan Milosevic|Slobodan Milosevitch
Novak Djokovic|Novak Đoković
Gerhard Schröder|Gerhard Schroeder
Mike Tarrow|Michael Tarrow
Bill Okafor|William Okafor
Bob Whitfield|Robert Whitfield
Liz Carver|Elizabeth Carver
Ted Carver|Edward Carver
J. Okafor|James Okafor
George W. Okafor|George Okafor
John Fitzgerald Colby|John F. Colby
Condoleezza Rice|Condoleeza Rice
Robert Colby III|Robert Colby III
O'Neill, Shaun|Shaun O’Neill
Ronald MacDonald|Ronald McDonald
Benjamin Netanyahu|Binyamin Netanjahu
Eduard Shevardnadze|Eduard Schewardnadse
Zinedine Zidane|Zinédine Zidane
Mohammed bin Salman|Muhammad bin Salman
President Obama is/president/US/2012;Obama|Barack Obama/president/US/2012
`

// readPerson reads name/role/country/year. A name before a semicolon is not read.
func readPerson(article, text string) Sighting {
	parts := append(strings.Split(text, "/"), "", "", "")
	s := Sighting{Article: news.ID(article), Name: parts[0]}
	if head, name, ok := strings.Cut(text, ";"); ok {
		parts = append(strings.Split(head, "/"), "", "", "")
		s.Name = name
	}
	s.Local = news.PersonID("p-x-" + article)
	s.Forms = map[string]int{s.Name: 1}
	if parts[1] != "" {
		s.Roles = []string{parts[1]}
	}
	if parts[2] != "" {
		s.Countries = []news.CountryCode{news.CountryCode(parts[2])}
	}
	s.Year, _ = strconv.Atoi(parts[3])
	return s
}

// pairs gives how many pairs are resolved to one person, and their text.
func pairs(t *testing.T, table string) (all, merged []string) {
	t.Helper()
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		x, y, ok := strings.Cut(line, "|")
		if !ok {
			continue
		}
		all = append(all, line)
		entities := Resolve([]Sighting{readPerson("a", x), readPerson("b", y)}, nil)
		if len(entities) == 1 {
			merged = append(merged, fmt.Sprintf("%s -> %s", line, entities[0].ID))
		} else if len(entities) != 2 {
			t.Errorf("%s: %d people", line, len(entities))
		}
	}
	return all, merged
}

func TestDifferentPeopleStayApart(t *testing.T) {
	all, merged := pairs(t, differentPairs)
	if len(all) < 60 {
		t.Errorf("only %d pairs", len(all))
	}
	for _, m := range merged {
		t.Errorf("two people became one: %s", m)
	}
}

func TestSpellingsAreOnePerson(t *testing.T) {
	all, merged := pairs(t, samePairs)
	t.Logf("%d of %d", len(merged), len(all))
	if len(all) < 60 {
		t.Errorf("only %d pairs", len(all))
	}
	is := map[string]bool{}
	for _, m := range merged {
		line, _, _ := strings.Cut(m, " -> ")
		is[line] = true
	}
	for _, line := range all {
		if !is[line] {
			t.Logf("missed: %s", line)
		}
	}
	if missed := len(all) - len(merged); missed > 0 {
		t.Errorf("%d pairs of spellings stayed two people, at most 0 may", missed)
	}
}
