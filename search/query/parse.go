package query

// parser is a recursive descent over tokens. The lexer has balanced the
// parentheses and bounded the tokens; depth bounds the recursion.
//
//	or   = and {"OR" and}
//	and  = not {["AND"] not}
//	not  = "NOT" not | leaf | "(" or ")"
type parser struct {
	tokens []token
	at     int
	depth  int
	end    int
}

func (p *parser) query() (Node, error) { return p.or() }

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
	if p.at == len(p.tokens) {
		return nil, p.noOperand()
	}
	t := p.tokens[p.at]
	switch t.kind {
	case tokenLeaf:
		p.at++
		return t.leaf, nil
	case tokenNot, tokenOpen:
		if p.depth++; p.depth > MaxDepth {
			return nil, mistake(t.span.Start, "parentheses and NOT are nested more than 16 deep", "write the query flatter")
		}
		p.at++
		defer func() { p.depth-- }()
		if t.kind == tokenOpen {
			return p.group()
		}
		kid, err := p.not()
		if err != nil {
			return nil, err
		}
		return &Not{Kid: kid, Span: Span{t.span.Start, kid.Pos().End}}, nil
	}
	return nil, p.noOperand()
}

// group reads to the closing parenthesis, which the lexer has seen.
func (p *parser) group() (Node, error) {
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	p.at++
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

func isOperator(k tokenKind) bool { return k == tokenAnd || k == tokenOr || k == tokenNot }

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
