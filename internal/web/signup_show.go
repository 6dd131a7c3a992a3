package web

import (
	"net/http"

	"nariwai/internal/phrase"
	"nariwai/internal/place"
	"nariwai/internal/usecase/account"
)

// signupPage is the data of templates/signup.html.
type signupPage struct {
	Starts      []Option
	Prefectures []Option
}

func (s *Server) signupPage(q *Request) signupPage {
	return signupPage{
		Starts: []Option{
			{Value: "work", Label: q.T("働く"), Hint: q.T("仕事を探して、提案する"), Chosen: q.Form("start") != "order"},
			{Value: "order", Label: q.T("頼む"), Hint: q.T("依頼を出して、人を選ぶ"), Chosen: q.Form("start") == "order"},
		},
		Prefectures: prefectures(q.Lang, ""),
	}
}

// prefectures are the choices of a select, with one for not saying.
func prefectures(lang phrase.Lang, chosen place.Prefecture) []Option {
	out := []Option{{Value: "", Label: phrase.T(lang, "えらんでください")}}
	for _, p := range place.Prefectures() {
		out = append(out, Option{Value: string(p), Label: phrase.Show(lang, p), Chosen: p == chosen})
	}
	return out
}

func (s *Server) signupShow(w http.ResponseWriter, q *Request) error {
	if q.Viewer.SignedIn() {
		return q.Redirect(w, s.home())
	}
	return s.show(w, q, "signup", s.signupPage(q))
}

func (s *Server) signupDo(w http.ResponseWriter, q *Request) error {
	order := q.Form("start") == "order"
	err := account.SignUp(q.Context(), s.DB, s.Hasher, q.visitor(), account.SignUpForm{
		Email: q.Form("email"), Password: q.Password("password"), Name: q.Form("name"), Prefecture: place.Prefecture(q.Form("prefecture")),
		Works: !order, Orders: order, Accepted: q.Ticked("accepted"),
	})
	if err != nil {
		return s.again(w, q, "signup", s.signupPage(q), err)
	}
	return q.Redirect(w, "/signup/sent")
}

// mailPage is the data of templates/mail_sent.html.
type mailPage struct{ Heading, Text string }

func (s *Server) signupSent(w http.ResponseWriter, q *Request) error {
	return s.show(w, q, "mail_sent", mailPage{q.T("メールを確かめてください"),
		q.T("確認のメールを送りました。届いたメールのリンクを開くと、登録が終わります。リンクは24時間使えます。")})
}

// linkPage is the data of the pages that a mailed link opens.
type linkPage struct{ Token string }

// verifyShow asks for the password; a mail program that opens links by itself must not use the link up.
func (s *Server) verifyShow(w http.ResponseWriter, q *Request) error {
	return s.show(w, q, "verify", linkPage{q.Form("t")})
}

func (s *Server) verifyDo(w http.ResponseWriter, q *Request) error {
	in, err := account.VerifyEmail(q.Context(), s.DB, s.Hasher, s.entrant(q), q.Form("t"), q.Password("password"))
	if err != nil {
		return s.again(w, q, "verify", linkPage{q.Form("t")}, err)
	}
	if !in.Waiting {
		s.setCookie(w, doneCookie, encodeCookie("登録が終わりました。ようこそ"), 60)
	}
	return s.enter(w, q, in)
}

// verifyAgain mails the link once more.
func (s *Server) verifyAgain(w http.ResponseWriter, q *Request) error {
	if err := account.RequestVerification(q.Context(), s.DB, q.Actor()); err != nil {
		return err
	}
	return s.done(w, q, s.home(), "確認のメールをもう一度送りました")
}

func (s *Server) forgotShow(w http.ResponseWriter, q *Request) error {
	return s.show(w, q, "forgot", nil)
}

func (s *Server) forgotDo(w http.ResponseWriter, q *Request) error {
	if err := account.RequestReset(q.Context(), s.DB, q.visitor(), q.Form("email")); err != nil {
		return s.again(w, q, "forgot", nil, err)
	}
	return q.Redirect(w, "/forgot/sent")
}

func (s *Server) forgotSent(w http.ResponseWriter, q *Request) error {
	return s.show(w, q, "mail_sent", mailPage{q.T("メールを確かめてください"),
		q.T("このメールアドレスで登録があれば、パスワードを決め直すためのメールが届きます。リンクは1時間使えます。")})
}

func (s *Server) resetShow(w http.ResponseWriter, q *Request) error {
	return s.show(w, q, "reset", linkPage{q.Form("t")})
}

func (s *Server) resetDo(w http.ResponseWriter, q *Request) error {
	if err := account.ResetPassword(q.Context(), s.DB, s.Hasher, q.visitor(), q.Form("t"), q.Password("password")); err != nil {
		return s.again(w, q, "reset", linkPage{q.Form("t")}, err)
	}
	s.SignOut(w)
	return s.done(w, q, "/signin", "新しいパスワードを決めました。ログインしてください")
}

// termsAccept notes that the reader accepts the terms in force.
func (s *Server) termsAccept(w http.ResponseWriter, q *Request) error {
	shown, err := dateField(q, "version")
	if err != nil {
		return err
	}
	if err := account.AcceptTerms(q.Context(), s.DB, q.Actor(), shown); err != nil {
		return err
	}
	return s.done(w, q, s.home(), "利用規約に同意しました")
}
