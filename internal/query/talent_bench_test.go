package query

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/usecase/seeding"
	"nariwai/internal/yen"
)

// skillWords are what made-up workers can do, the common ones first.
var skillWords = strings.Fields(`ライティング 校正 データ入力 文字起こし 取材 翻訳 表計算 写真 動画編集 イラスト チラシ ロゴ ウェブ制作 リサーチ 秘書 商品紹介 旅行記事
	SEO 英語 中国語 韓国語 ナレーション 作曲 字幕 冊子 地図 名刺 バナー 漫画 台本 聞き書き 校閲 要約 議事録 名簿 伝票 予約 問い合わせ メール 集計 統計 グラフ
	WordPress PHP Go Python JavaScript データベース サーバー アプリ テスト 保守 設計 染めもの 刺しゅう 木工 料理 献立 農業 林業 漁業 酒蔵 温泉 防災 福祉 介護
	子育て 教材 試験 法律 会計 税務 簿記 契約書 広報 社史 俳句 短歌 小説 脚本 落語 方言 手話 点字 測量 製図 建築 造園 園芸 養蜂 ペット 馬 鉄道 自転車 登山 スキー`)

// madeUp are workers of a population like that of a country: most live in few prefectures, work in few fields, and have
// never finished anything; one in four hundred is certified.
func madeUp(n int) iter.Seq[search.Worker] {
	return func(yield func(search.Worker) bool) { makeUp(n, yield) }
}

func makeUp(n int, yield func(search.Worker) bool) {
	r := rand.New(rand.NewPCG(7, 8))
	var bios []string
	for _, body := range seeding.Texts(3, 4_000) {
		bios = append(bios, body)
	}
	zipf := func(n int) int { return min(int(float64(n)*r.Float64()*r.Float64()*r.Float64()), n-1) }
	var leaves []string
	for _, c := range market.Categories {
		if c.Parent != "" {
			leaves = append(leaves, c.Code)
		}
	}
	prefectures := place.Prefectures()
	today := calendar.On(dbtest.Start)
	for i := range n {
		w := search.Worker{Party: id.Party(fmt.Sprintf("party-%07d", i)), FreeFrom: search.NotSaid, OnTime: -1, SeenOn: today.AddDays(-r.IntN(400)), Certified: r.IntN(400) == 0}
		if r.IntN(10) > 0 {
			w.Prefecture = prefectures[(zipf(len(prefectures))+12)%len(prefectures)]
			w.Place = w.Prefecture.Ja()
		}
		for range 1 + r.IntN(3) {
			w.Fields = append(w.Fields, leaves[zipf(len(leaves))])
		}
		if r.IntN(3) > 0 {
			w.Unit = string(people.PriceUnits[r.IntN(3)])
			w.Low = yen.Sen(map[string]int64{"hour": 800_00, "character": 50, "piece": 500_00}[w.Unit] * (1 + r.Int64N(6)))
			w.High = w.Low * yen.Sen(1+r.Int64N(3))
		}
		if r.IntN(3) > 0 {
			w.Hours, w.FreeFrom = int64(r.IntN(40)), today.AddDays(r.IntN(60)-40)
		}
		if r.IntN(8) == 0 {
			w.Finished = int64(1 + zipf(60))
			if w.Finished > 5 {
				w.Rated = 3_200 + r.Int64N(1_600)
			}
		}
		var skills []string
		for range 2 + r.IntN(6) {
			if s := search.Exact(skillWords[zipf(len(skillWords))]); !slices.Contains(skills, s) {
				skills = append(skills, s)
			}
		}
		bio := []rune(bios[r.IntN(len(bios))])
		from := r.IntN(len(bio) / 2)
		w.WorkerText = search.WorkerText{Name: search.Exact(fmt.Sprintf("%c%c%c%c", 0x4e00+r.IntN(9000), 0x4e00+r.IntN(9000), 0x3042+r.IntN(80), 0x3042+r.IntN(80))),
			Headline: skills[0] + "と" + skills[len(skills)-1] + "の仕事をしています", Skills: strings.Join(skills, "\t"), Place: w.Place,
			Bio: search.Exact(string(bio[from:min(len(bio), from+80+r.IntN(160))]))}
		if !yield(w) {
			return
		}
	}
}

func indexWorkers(t testing.TB, d *db.DB, workers iter.Seq[search.Worker]) {
	t.Helper()
	some := make([]search.Worker, 0, 500)
	write := func() {
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			for _, w := range some {
				if err := searchdb.PutWorker(t.Context(), tx, w, false); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		some = some[:0]
	}
	for w := range workers {
		if some = append(some, w); len(some) == cap(some) {
			write()
		}
	}
	write()
}

// BenchmarkTalents asks for workers as the page does, with and without the counts beside the list. NARIWAI_WORKERS says
// among how many; 800000 take some minutes to write:
//
//	NARIWAI_WORKERS=800000 go test ./internal/query -run '^$' -bench Talents -benchtime 300x -timeout 2h
func BenchmarkTalents(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("NARIWAI_WORKERS"))
	n = max(n, 20_000)
	for _, engine := range []struct {
		name string
		open func(testing.TB) (*db.DB, *dbtest.Clock)
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		b.Run(engine.name, func(b *testing.B) {
			d, _ := engine.open(b)
			begun := time.Now()
			do := func(statement string) {
				if err := d.Write(b.Context(), func(tx *db.Tx) error {
					_, err := tx.Do(b.Context(), statement)
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
			if d.Engine == db.Postgres { // an index that is made of all at once is the same one, much sooner
				do("DROP INDEX search_worker_words")
			}
			indexWorkers(b, d, madeUp(n))
			if d.Engine == db.Postgres {
				do("CREATE INDEX search_worker_words ON search_worker USING GIN (words) WITH (gin_pending_list_limit = 64)")
			}
			fmt.Printf("%s: %d workers indexed in %v\n", engine.name, n, time.Since(begun).Round(time.Second))
			do("ANALYZE search_worker")
			r := rand.New(rand.NewPCG(9, 9))
			skill := func() string { return skillWords[r.IntN(len(skillWords))] }
			leaf := func() string {
				return []string{"writing", "writing/travel", "design/logo", "data", "development/web"}[r.IntN(5)]
			}
			anywhere := func() place.Prefecture { return place.Prefectures()[r.IntN(47)] }
			for _, c := range []struct {
				name   string
				facets bool
				filter func() TalentFilter
			}{
				{"newest", false, func() TalentFilter { return TalentFilter{} }},
				{"certified", false, func() TalentFilter { return TalentFilter{Certified: true} }},
				{"best reviews", false, func() TalentFilter { return TalentFilter{Sort: TalentsRated} }},
				{"best reviews+field", false, func() TalentFilter { return TalentFilter{Sort: TalentsRated, Category: leaf()} }},
				{"certified+field", false, func() TalentFilter { return TalentFilter{Certified: true, Category: leaf()} }},
				{"certified+word", false, func() TalentFilter { return TalentFilter{Certified: true, Words: skill()} }},
				{"word", false, func() TalentFilter { return TalentFilter{Words: skill()} }},
				{"word+filters", false, func() TalentFilter { return TalentFilter{Words: skill(), Category: leaf(), Prefecture: anywhere()} }},
				{"word+now", false, func() TalentFilter { return TalentFilter{Words: skill(), Now: true, Hours: 10} }},
				{"two words", false, func() TalentFilter { return TalentFilter{Words: skill() + " " + skill()} }},
				{"two words+filters", false, func() TalentFilter {
					return TalentFilter{Words: skill() + " " + skill(), Unit: people.PerHour, Record: true}
				}},
				{"filters", false, func() TalentFilter { return TalentFilter{Category: leaf(), Prefecture: anywhere(), Hours: 10} }},
				{"whole page, nothing asked", true, func() TalentFilter { return TalentFilter{} }},
				{"whole page, word+filter", true, func() TalentFilter { return TalentFilter{Words: skill(), Prefecture: anywhere()} }},
				{"whole page, certified", true, func() TalentFilter { return TalentFilter{Certified: true} }},
			} {
				b.Run(c.name, func(b *testing.B) {
					var took []time.Duration
					cpu := used()
					for range b.N {
						f := c.filter()
						from := time.Now()
						if err := d.View(b.Context(), func(s *db.Snapshot) error {
							t := talentSearch{s: s, f: f, q: search.Parse(f.Words)}
							list, all, err := t.page(b.Context())
							if err == nil && c.facets {
								_, err = t.facets(b.Context(), all, list.More)
							}
							return err
						}); err != nil {
							b.Fatal(err)
						}
						took = append(took, time.Since(from))
					}
					b.ReportMetric(float64((used()-cpu).Microseconds())/1000/float64(b.N), "cpu-ms")
					slices.Sort(took)
					b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
					b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
				})
			}
		})
	}
}

// used is the processor time of this process, which other work on the machine does not stretch: all of a search on SQLite.
func used() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u) // fails never
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
