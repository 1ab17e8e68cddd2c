package extract

// Limits on what one page may cost. Pages come from a hostile web.
const (
	// maxInput is how many bytes of a page are looked at (2 MiB). Longer pages
	// are cut: news pages beyond it are script data or an attack.
	maxInput = 2 << 20
	// maxDepth is the deepest nesting given to the libraries, whose cost grows
	// with depth times width (a 400-deep page of 2 MiB took readability 6 s).
	// Of 1,059 real pages the deepest has 137, most fewer than 40.
	maxDepth = 150
	// maxElements is the most elements given to the libraries: flat lists of
	// more took 4.5 s and 1 GB. Of 1,059 real pages the largest has 11,529.
	maxElements = 20_000
	// maxWork is the largest sum of the depths of all elements: both libraries
	// climb to the root from each. 40,000 paragraphs under 145 levels took 7 s.
	maxWork = 600_000
	// maxAttributes is the most attributes of one element, and maxAttrBytes
	// the longest value, that a page may have to be parsed into a tree.
	maxAttributes = 500
	maxAttrBytes  = 512 << 10
	// maxJSONDepth and maxNodes bound JSON-LD.
	maxJSONDepth = 40
	maxNodes     = 2_000
	// maxScripts is how many bytes of JSON-LD are read (1 MiB).
	maxScripts = 1 << 20
	// maxText is how many bytes of main text are kept (1 MiB).
	maxText = 1 << 20
	// maxField is how many bytes any single metadata value may have.
	maxField = 2_000
	// maxAuthors and maxKeywords bound the lists.
	maxAuthors  = 40
	maxKeywords = 60
)
