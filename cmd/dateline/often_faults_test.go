//go:build faults

package main

func often(_, many int) int { return many }
