//go:build faults

package extract

func init() { slack = 1 }
