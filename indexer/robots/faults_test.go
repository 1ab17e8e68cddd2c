//go:build faults

package robots

func init() { slack = 1 }
