package tag

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRussianPeople(t *testing.T) {
	tagger := newPeopleTagger()
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Министр Иван Зарубин встретил Анну Кольцову. Зарубину понравилось.", []string{"Иван Зарубин x2", "Анну Кольцову x1"}},
		{"Об этом сообщила Анна Кольцова. Позже с Анной Кольцовой говорили, но Кольцову не слышали.", []string{"Анна Кольцова x3"}},
		{"Президент Франции и министр обороны приехали в Москву.", nil},
		{"Суд арестовал Павла Дмитриевича Горского. Павел Горский молчал, с Горским был врач.", []string{"Павел Горский x3"}},
		{"Губернатор Лопатин уехал. Лопатина ждали.", []string{"Лопатин x2"}},
		{"Мэр Тамбова и губернатор Саратова спорили.", nil},
		{"С.П. Воронцов выиграл. Сергей Воронцов улыбался.", []string{"Сергей Воронцов x2"}},
		{"Ольга Зимина и Пётр Зимин поженились. С Зиминым говорили.", []string{"Ольга Зимина x1", "Пётр Зимин x2"}},
		{"Нижний Новгород и Санкт-Петербург растут.", nil},
	} {
		if diff := cmp.Diff(c.want, people(tagger, "", c.text, "ru")); diff != "" {
			t.Errorf("%s\n%s", c.text, diff)
		}
	}
}

func TestRussianIDs(t *testing.T) {
	tagger := newPeopleTagger()
	for _, text := range []string{"Анна Кольцова уехала.", "Говорили с Анной Кольцовой.", "Искали Анну Кольцову."} {
		got := tagger.tag([]*doc{newDoc(text, "")}, "ru")
		if len(got) != 1 || got[0].ID != "p-anna-koltsova" {
			t.Errorf("%s: got %v", text, got)
		}
	}
}
