//go:build race

package web

// payloadStep takes every n-th payload, idleConns is connections kept open: the race
// detector makes both about ten times as dear.
const payloadStep, idleConns = 40, 500
