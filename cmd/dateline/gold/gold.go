// Package gold reads the gold sets of a folder and scores Dateline on them: one
// result a set, with what was measured, how many items it holds and which bar the
// project set itself. It fetches nothing and changes no archive.
package gold
