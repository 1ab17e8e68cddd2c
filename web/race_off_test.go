//go:build !race

package web

// payloadStep takes every payload, idleConns is connections kept open (A24).
const payloadStep, idleConns = 1, 10_000
