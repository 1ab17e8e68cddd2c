package entity

import "testing"

func BenchmarkResolveSmallBlock(b *testing.B) {
	in, known := []Sighting{sighting(1, "Mike Tarrow", "skipper", "GB", 2025), sighting(2, "Michael Tarrow", "", "GB", 0)}, []Known(nil)
	for b.Loop() {
		Resolve(in, known)
	}
}
