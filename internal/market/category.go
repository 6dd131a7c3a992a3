package market

import (
	_ "embed"
	"strings"
)

//go:embed categories.tsv
var categoriesTSV string

// Category is a field of work, on two levels. Withholding is the default answer to whether its pay falls under
// income-tax withholding (所得税法 204条1項1号); the client confirms it per contract.
type Category struct {
	Code, Parent string // "writing/travel", "writing"; top level: "writing", ""
	Ja, En       string
	Withholding  bool
}

// CategoryList is the table of categories in the order in which they are shown.
type CategoryList []Category

// Categories are the fields of work that this program ships with.
var Categories = parseCategories(categoriesTSV)

func parseCategories(s string) (list CategoryList) {
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		parent, _, leaf := strings.Cut(f[0], "/")
		if !leaf {
			parent = ""
		}
		list = append(list, Category{Code: f[0], Parent: parent, Ja: f[1], En: f[2], Withholding: f[3] == "withheld"})
	}
	return list
}

// Find returns the category of a code.
func (l CategoryList) Find(code string) (Category, bool) {
	for _, c := range l {
		if c.Code == code {
			return c, true
		}
	}
	return Category{}, false
}

// Leaf is Find for the second level, on which jobs stand.
func (l CategoryList) Leaf(code string) (Category, bool) {
	c, ok := l.Find(code)
	return c, ok && c.Parent != ""
}

// Children returns the categories below parent; Children("") is the first level.
func (l CategoryList) Children(parent string) (out CategoryList) {
	for _, c := range l {
		if c.Parent == parent {
			out = append(out, c)
		}
	}
	return out
}

// Field is a code as readers know it: "writing" is 記事・文章 or Writing, and "" all fields together.
type Field string

// Ja is its Japanese name.
func (f Field) Ja() string {
	if f == "" {
		return "総合"
	}
	c, _ := Categories.Find(string(f))
	return c.Ja
}

// En is its English name.
func (f Field) En() string {
	if f == "" {
		return "All fields"
	}
	c, _ := Categories.Find(string(f))
	return c.En
}
