package query

// parser is a recursive descent over tokens. The lexer has balanced the
// parentheses and bounded the tokens; depth bounds the recursion.
//
//	or   = and {"OR" and}
//	and  = not {["AND"] not}
//	not  = "NOT" not | near
//	near = unit {proximity unit}, read from the left
//	unit = leaf | "(" or ")" | "atleast3" unit
//
// So a proximity binds its neighbours first, then NOT, AND and OR.
type parser struct {
	tokens []token
	at     int
	depth  int
	end    int
}

func (p *parser) query() (Node, error) {
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if err := checkSlots(n); err != nil {
		return nil, err
	}
	return n, nil
}

// peek gives the kind of the next token; ok is false at the end.
func (p *parser) peek() (tokenKind, bool) {
	if p.at == len(p.tokens) {
		return 0, false
	}
	return p.tokens[p.at].kind, true
}

func (p *parser) or() (Node, error) {
	first, err := p.and()
	if err != nil {
		return nil, err
	}
	kids := []Node{first}
	for kind, ok := p.peek(); ok && kind == tokenOr; kind, ok = p.peek() {
		p.at++
		next, err := p.and()
		if err != nil {
			return nil, err
		}
		kids = append(kids, next)
	}
	return newOr(kids), nil
}

func (p *parser) and() (Node, error) {
	first, err := p.not()
	if err != nil {
		return nil, err
	}
	kids := []Node{first}
	for kind, ok := p.peek(); ok && kind != tokenOr && kind != tokenClose; kind, ok = p.peek() {
		if kind == tokenAnd {
			p.at++
		}
		next, err := p.not()
		if err != nil {
			return nil, err
		}
		kids = append(kids, next)
	}
	return newAnd(kids), nil
}

func (p *parser) not() (Node, error) {
	if kind, ok := p.peek(); !ok || kind != tokenNot {
		return p.near()
	}
	t := p.tokens[p.at]
	if err := p.deeper(t); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	p.at++
	kid, err := p.not()
	if err != nil {
		return nil, err
	}
	return &Not{Kid: kid, Span: Span{t.span.Start, kid.Pos().End}}, nil
}

func (p *parser) deeper(t token) error {
	if p.depth++; p.depth > MaxDepth {
		return mistake(t.span.Start, "parentheses and NOT are nested more than 16 deep", "write the query flatter")
	}
	return nil
}

// near reads a chain of proximities.
func (p *parser) near() (Node, error) {
	n, err := p.unit()
	if err != nil {
		return nil, err
	}
	for kind, ok := p.peek(); ok && kind == tokenNear; kind, ok = p.peek() {
		op := p.tokens[p.at]
		p.at++
		if kind, ok := p.peek(); ok && kind == tokenNot {
			return nil, mistake(p.tokens[p.at].span.Start, op.text+" has no word after it", "leave a word out beside the whole: (a "+op.text+" b) NOT c")
		}
		right, err := p.unit()
		if err != nil {
			return nil, err
		}
		if n, err = newNear(n, right, op); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// unit reads what a proximity may stand between, and anything in parentheses.
func (p *parser) unit() (Node, error) {
	if p.at == len(p.tokens) {
		return nil, p.noOperand()
	}
	t := p.tokens[p.at]
	switch t.kind {
	case tokenLeaf:
		p.at++
		return t.leaf, nil
	case tokenOpen, tokenAtLeast:
		if err := p.deeper(t); err != nil {
			return nil, err
		}
		defer func() { p.depth-- }()
		p.at++
		if t.kind == tokenOpen {
			return p.group()
		}
		kid, err := p.unit()
		if err != nil {
			return nil, err
		}
		return newAtLeast(kid, t)
	}
	return nil, p.noOperand()
}

// group reads to the closing parenthesis, which the lexer has seen. What stands
// in parentheses spans them, so that what it is part of is never cut in one.
func (p *parser) group() (Node, error) {
	start := p.tokens[p.at-1].span.Start
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	span := Span{start, p.tokens[p.at].span.End}
	p.at++
	switch n := n.(type) {
	case *And:
		n.Span = span
	case *Or:
		n.Span = span
	case *Near:
		n.Span = span
	}
	return n, nil
}

// noOperand blames the operator that lacks its word: the one before the gap,
// or the one that stands in it where none is before.
func (p *parser) noOperand() *Error {
	here := token{kind: tokenClose, span: Span{p.end, p.end}}
	if p.at < len(p.tokens) {
		here = p.tokens[p.at]
	}
	before := token{kind: tokenLeaf}
	if p.at > 0 {
		before = p.tokens[p.at-1]
	}
	if before.kind == tokenOpen && here.kind == tokenClose {
		return mistake(before.span.Start, "there is nothing between the parentheses", "leave them out, or put words in")
	}
	if isOperator(before.kind) && !isOperator(here.kind) || here.kind == tokenClose {
		return mistake(before.span.Start, before.text+" has no word after it", operatorHint(before.text))
	}
	if isOperator(before.kind) {
		return mistake(here.span.Start, here.text+" stands directly after "+before.text, "put a word between them or leave one out")
	}
	return mistake(here.span.Start, here.text+" has no word before it", operatorHint(here.text))
}

func isOperator(k tokenKind) bool {
	return k == tokenAnd || k == tokenOr || k == tokenNot || k == tokenNear || k == tokenAtLeast
}

func operatorHint(operator string) string {
	if isMinus([]rune(operator)[0]) {
		return "write -word, without a space"
	}
	return "add the word, or quote \"" + operator + "\" to search for it"
}

// newAnd joins kids; an And among them gives its own, as grouping the same
// operator changes nothing.
func newAnd(kids []Node) Node {
	if len(kids) == 1 {
		return kids[0]
	}
	n := &And{Span: Span{kids[0].Pos().Start, kids[len(kids)-1].Pos().End}}
	for _, kid := range kids {
		if and, ok := kid.(*And); ok {
			n.Kids = append(n.Kids, and.Kids...)
			continue
		}
		n.Kids = append(n.Kids, kid)
	}
	return n
}

func newOr(kids []Node) Node {
	if len(kids) == 1 {
		return kids[0]
	}
	n := &Or{Span: Span{kids[0].Pos().Start, kids[len(kids)-1].Pos().End}}
	for _, kid := range kids {
		if or, ok := kid.(*Or); ok {
			n.Kids = append(n.Kids, or.Kids...)
			continue
		}
		n.Kids = append(n.Kids, kid)
	}
	return n
}
