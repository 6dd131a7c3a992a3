package bulk

import (
	"encoding/json"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Import is a table that was read and waits for its yes. Its cells are kept as they came, so that a row can be put right here.
type Import struct {
	ID        id.Table
	Bulk      id.Bulk
	Name      string // of the file
	Cells     string // JSON of the rows
	Since1904 bool
	By        id.Person
	At        clock.Instant
	Version   int64
}

// Hold keeps rows.
func (i *Import) Hold(rows [][]string) error {
	b, err := json.Marshal(rows)
	i.Cells = string(b)
	return err
}

// Rows are the cells.
func (i *Import) Rows() (rows [][]string, err error) {
	err = json.Unmarshal([]byte(i.Cells), &rows)
	return rows, err
}

// Sheet is what the table says today.
func (i *Import) Sheet(today calendar.Date) (Sheet, error) {
	rows, err := i.Rows()
	if err != nil {
		return Sheet{}, err
	}
	return Read(rows, i.Since1904, today)
}

// Fix is another value for a cell.
type Fix struct {
	Row    int // as the spreadsheet counts
	Column Column
	Value  string
}

// Mend puts values where others were. A table without heads has its columns in our order.
func (i *Import) Mend(fixes []Fix) error {
	rows, err := i.Rows()
	if err != nil {
		return err
	}
	at, found, _ := headsOf(rows)
	if !found {
		for n, c := range Columns {
			at[c] = n
		}
	}
	for _, f := range fixes {
		k, ok := at[f.Column]
		if !ok || f.Row < 1 || f.Row > len(rows) || len(f.Value) > MostText {
			return fault.New(fault.Invalid, "直す行が見つかりません。もう一度読み込んでください")
		}
		row := rows[f.Row-1]
		for len(row) <= k {
			row = append(row, "")
		}
		row[k] = f.Value
		rows[f.Row-1] = row
	}
	return i.Hold(rows)
}
