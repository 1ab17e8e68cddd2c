package entity

// Leaders is the gazetteer of national leaders.
func Leaders() []Known { return nil }
