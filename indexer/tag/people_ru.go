package tag

func (a *article) findRussian() {}
