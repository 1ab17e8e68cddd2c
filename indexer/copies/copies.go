// Package copies finds articles that are copies of one another: a wire story as
// several outlets printed it, cut here, with another opening there. Text goes in
// and a Sketch comes out; sketches are compared by Near and put into groups by
// Groups, or one by one by Add and Remove, with the same result in any order. It
// is pure: it keeps nothing, reads nothing, and knows neither dates nor outlets.
package copies
