//go:build faults

package archive

func init() { slack = 1 }
