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

// Scores are the adjusted scores that somebody has got.
type Scores struct{ N, Sum int64 }

// Fewest is from how many reviews on somebody stands in a list by them.
const Fewest = 3

// middle is the middle of the marks, in thousandths of a point.
const middle = 3_000

// Rank is by what a list puts those who are reviewed in order, in thousandths of a point: the mean, as if as many reviews as
// an average author weighs had given the middle besides. The fewer there are, the lower it is; 0 for too few.
func (s Scores) Rank() int64 {
	if s.N < Fewest {
		return 0
	}
	return max(1, (s.Sum+weight*middle)/(s.N+weight))
}
