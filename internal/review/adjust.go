package review

// Some people give a five to everybody, and some never do. Where scores rank, each is moved by how far its author's other
// scores lie from everybody's; it is never shown as the score.

// weight is how many reviews of an average author stand beside those that an author has written: who has written few is
// hardly corrected.
const weight = 5

// Average is of how many reviews, in thousandths of a point.
type Average struct{ N, Mean int64 }

// Mean is the mean of the five aspects in thousandths of a point.
func (c Content) Mean() (sum int64) {
	for _, a := range c.Aspects {
		sum += a * 200
	}
	return sum
}

// Adjust is the score less what its author usually gives, plus what everybody does.
func Adjust(c Content, author, site Average) int64 {
	if site.N == 0 {
		return c.Mean()
	}
	usual := (author.N*author.Mean + weight*site.Mean) / (author.N + weight)
	return c.Mean() - usual + site.Mean
}
