package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/url"
	"path"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// bucket is a place in an S3 store.
type bucket struct {
	client       *minio.Client
	name, prefix string
}

// openBucket takes the name from the address's host, the prefix from its path, endpoint and region from its query, and the keys
// from where Amazon's own programs look: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ~/.aws/credentials, the machine's role.
func openBucket(u *url.URL) (*bucket, error) {
	region := u.Query().Get("region")
	endpoint, err := url.Parse(u.Query().Get("endpoint"))
	if err != nil {
		return nil, err
	}
	if endpoint.Host == "" {
		endpoint = &url.URL{Scheme: "https", Host: "s3.amazonaws.com"}
	}
	if u.Host == "" {
		return nil, fmt.Errorf("%s names no bucket", u)
	}
	client, err := minio.New(endpoint.Host, &minio.Options{
		Creds:  credentials.NewChainCredentials([]credentials.Provider{&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}, &credentials.IAM{}}),
		Secure: endpoint.Scheme != "http",
		Region: region,
	})
	return &bucket{client, u.Host, strings.Trim(u.Path, "/")}, err
}

func (b *bucket) key(name string) string { return path.Join(b.prefix, name) }

// partSize is how much of a long file is held in memory while it is sent.
const partSize = 8 << 20

func (b *bucket) put(ctx context.Context, name string, r io.Reader) error {
	var head bytes.Buffer
	if _, err := io.CopyN(&head, r, partSize); err == nil {
		_, err = b.client.PutObject(ctx, b.name, b.key(name), io.MultiReader(&head, r), -1, minio.PutObjectOptions{PartSize: partSize})
		return err
	} else if err != io.EOF {
		return err
	}
	_, err := b.client.PutObject(ctx, b.name, b.key(name), &head, int64(head.Len()), minio.PutObjectOptions{})
	return err
}

func (b *bucket) open(ctx context.Context, name string) (io.ReadCloser, error) {
	o, err := b.client.GetObject(ctx, b.name, b.key(name), minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	if _, err := o.Stat(); err != nil { // the object is asked for only now
		if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
			err = errors.Join(fs.ErrNotExist, err)
		}
		return nil, errors.Join(err, o.Close())
	}
	return o, nil
}

func (b *bucket) list(ctx context.Context, dir string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		for o := range b.client.ListObjectsIter(ctx, b.name, minio.ListObjectsOptions{Prefix: b.key(dir) + "/", Recursive: true}) {
			if o.Err != nil {
				yield("", o.Err)
				return
			}
			if !yield(strings.TrimPrefix(strings.TrimPrefix(o.Key, b.prefix), "/"), nil) {
				return
			}
		}
	}
}

func (b *bucket) remove(ctx context.Context, names []string) error {
	objects := make(chan minio.ObjectInfo, len(names))
	for _, name := range names {
		objects <- minio.ObjectInfo{Key: b.key(name)}
	}
	close(objects)
	var all []error
	for e := range b.client.RemoveObjects(ctx, b.name, objects, minio.RemoveObjectsOptions{}) {
		all = append(all, e.Err)
	}
	return errors.Join(all...)
}

func (b *bucket) close() error { return nil }
