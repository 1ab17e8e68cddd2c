//go:build faults

package fetch

func init() { slack = 1 }
