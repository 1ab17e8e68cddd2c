// Package ner labels the words of a text as parts of names of people,
// organisations and places with an averaged structured perceptron of our own. It
// knows words and features only; what a label means for an article is decided in
// indexer/tag. The weights are embedded and were trained by Train on the sets
// whose licence allows shipped weights; see NOTICE.
package ner
