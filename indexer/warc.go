package indexer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"dateline/indexer/archive"
	"dateline/indexer/extract"
	"dateline/indexer/fetch"
	"dateline/search/news"
)

// warc imports the article pages of a WARC file. Here a page that is no article
// is not refused but passed over: a crawl holds many.
func (im *importer) warc(ctx context.Context, path string, r io.Reader) error {
	reader := archive.NewReader(r)
	for n := 1; ; n++ {
		record, err := reader.Next()
		switch {
		case errors.Is(err, io.EOF) && n == 1:
			return im.refuse(ctx, Refused{File: path, Reason: errEmpty.Error()})
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, archive.ErrTooLarge):
			if err := im.refuse(ctx, Refused{}); err != nil {
				return err
			}
			continue
		case err != nil && n == 1:
			return im.refuse(ctx, Refused{File: path, Reason: fmt.Sprintf("not a WARC file, or damaged in its first record: %v", err)})
		case err != nil:
			return im.refuse(ctx, Refused{File: path, Reason: fmt.Sprintf("read as far as record %d: %v", n, err)})
		case record.Type != "response" || !strings.HasPrefix(record.URL, "http"):
			continue
		}
		if err := im.response(ctx, path, record); err != nil {
			return err
		}
	}
}

func (im *importer) response(ctx context.Context, path string, record archive.Record) error {
	m, err := record.HTTP()
	if err != nil || m.Status != 200 || fetch.NotText(nil, m.Header.Get("Content-Type")) != "" {
		return nil
	}
	body, err := fetch.DecodeBody(m.Body, m.Header)
	if err != nil {
		return im.refuse(ctx, Refused{File: path, Reason: record.URL + ": " + err.Error()})
	}
	if fetch.NotText(body, m.Header.Get("Content-Type")) != "" {
		return im.refuse(ctx, Refused{}) // passed over, as what is no article is
	}
	return im.send(ctx, item{Refused{File: path}, func() (news.Article, error) {
		html := htmlOf(body, m.Header.Get("Content-Type"))
		p, err := extract.Extract(html, extract.Options{URL: record.URL, Seen: record.Date})
		if err != nil || !p.IsArticle {
			return news.Article{}, errPassedOver
		}
		a := fromPage(p, record.URL)
		a.Fetch = &news.Fetch{
			URL: record.URL, At: record.Date, Status: m.Status, Digest: record.Header.Get("Warc-Payload-Digest"),
			WARCFile: filepath.Base(path), WARCOffset: record.Offset,
		}
		return a, nil
	}})
}
