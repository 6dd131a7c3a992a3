package web

import (
	"html/template"
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/account"
)

// securityPage is the data of templates/settings_security.html, settings_second.html and settings_close.html.
type securityPage struct {
	query.Settings
	QR       template.HTML // of a second factor that is being set up
	Code     string        // which a demonstration shows
	Recovery []string      // shown this once
}

func (s *Server) securityPage(q *Request) (p securityPage, err error) {
	if p.Settings, err = query.SettingsOf(q.Context(), s.DB.Snapshot(), q.Viewer.Person, q.Now); err != nil {
		return p, err
	}
	if p.Pending != "" {
		if p.QR, err = qrCode(people.TOTPLink(p.Email, p.Pending), q.T("認証アプリで読み取るQRコード")); err != nil {
			return p, err
		}
	}
	p.Code, err = query.DemoCode(q.Context(), s.DB, q.Viewer.Person)
	return p, err
}

// securityAgain shows a page of the settings with what is wrong with its form.
func (s *Server) securityAgain(w http.ResponseWriter, q *Request, page string, refused error) error {
	p, err := s.securityPage(q)
	if err != nil {
		return err
	}
	if refused != nil {
		return s.again(w, q, page, p, refused)
	}
	return s.show(w, q, page, p)
}

func (s *Server) securityShow(w http.ResponseWriter, q *Request) error {
	return s.securityAgain(w, q, "settings_security", nil)
}

func (s *Server) passwordChange(w http.ResponseWriter, q *Request) error {
	err := account.ChangePassword(q.Context(), s.DB, s.Hasher, q.Actor(), q.Password("password"), q.Password("new_password"))
	if err != nil {
		return s.securityAgain(w, q, "settings_password", err)
	}
	return s.done(w, q, "/settings/security", "パスワードを変えました。ほかの端末のログインは、すべて終わりました")
}

func (s *Server) passwordShow(w http.ResponseWriter, q *Request) error {
	return s.securityAgain(w, q, "settings_password", nil)
}

// emailShow asks for a new address, or, when a mailed link leads here, whether it shall be used from now on.
func (s *Server) emailShow(w http.ResponseWriter, q *Request) error {
	if q.Form("t") != "" {
		return s.show(w, q, "settings_email_confirm", linkPage{q.Form("t")})
	}
	return s.securityAgain(w, q, "settings_email", nil)
}

func (s *Server) emailChange(w http.ResponseWriter, q *Request) error {
	err := account.ChangeEmail(q.Context(), s.DB, s.Hasher, q.Actor(), q.Password("password"), q.Form("email"))
	if err != nil {
		return s.securityAgain(w, q, "settings_email", err)
	}
	return s.done(w, q, "/settings/security", "新しいアドレスにメールを送りました。届いたリンクを開くと、変更が終わります")
}

func (s *Server) emailConfirm(w http.ResponseWriter, q *Request) error {
	if err := account.ConfirmEmail(q.Context(), s.DB, q.Actor(), q.Form("t")); err != nil {
		return err
	}
	return s.done(w, q, "/settings/security", "メールアドレスを確認しました")
}

// emailAgain mails a link to the present address, from which mails have come back.
func (s *Server) emailAgain(w http.ResponseWriter, q *Request) error {
	if err := account.ConfirmAgain(q.Context(), s.DB, q.Actor()); err != nil {
		return err
	}
	return s.done(w, q, "/home", "確認のメールを送りました。届いたリンクを開いてください")
}

func (s *Server) sessionEnd(w http.ResponseWriter, q *Request) error {
	if err := account.EndSession(q.Context(), s.DB, q.Actor(), id.Session(q.PathValue("id"))); err != nil {
		return err
	}
	return s.done(w, q, "/settings/security", "その端末のログインを終えました")
}

func (s *Server) sessionsEnd(w http.ResponseWriter, q *Request) error {
	if _, err := account.EndOtherSessions(q.Context(), s.DB, q.Actor()); err != nil {
		return err
	}
	return s.done(w, q, "/settings/security", "ほかの端末のログインを、すべて終えました")
}

func (s *Server) secondShow(w http.ResponseWriter, q *Request) error {
	return s.securityAgain(w, q, "settings_second", nil)
}

func (s *Server) secondSetUp(w http.ResponseWriter, q *Request) error {
	if _, err := account.SetUpSecondFactor(q.Context(), s.DB, s.Hasher, q.Actor(), q.Password("password")); err != nil {
		return s.securityAgain(w, q, "settings_second", err)
	}
	return q.Redirect(w, "/settings/second-factor")
}

// secondConfirm turns the second factor on and shows the recovery codes, which nobody can show again.
func (s *Server) secondConfirm(w http.ResponseWriter, q *Request) error {
	codes, secret, err := account.ConfirmSecondFactor(q.Context(), s.DB, q.Actor(), q.Form("code"))
	if err != nil {
		return s.securityAgain(w, q, "settings_second", err)
	}
	s.SignIn(w, q, secret, q.Now.Add(people.SessionLength))
	p, err := s.securityPage(q)
	if err != nil {
		return err
	}
	p.Recovery = codes
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, q, "settings_second", p)
}

func (s *Server) secondDrop(w http.ResponseWriter, q *Request) error {
	if err := account.DropSecondFactor(q.Context(), s.DB, s.Hasher, q.Actor(), q.Password("password"), q.Form("code")); err != nil {
		return s.securityAgain(w, q, "settings_second", err)
	}
	return s.done(w, q, "/settings/security", "2段階認証を解除しました")
}

func (s *Server) closeShow(w http.ResponseWriter, q *Request) error {
	return s.securityAgain(w, q, "settings_close", nil)
}

func (s *Server) closeDo(w http.ResponseWriter, q *Request) error {
	if err := account.CloseAccount(q.Context(), s.DB, s.Hasher, q.Actor(), q.Password("password")); err != nil {
		return s.securityAgain(w, q, "settings_close", err)
	}
	s.SignOut(w)
	return s.done(w, q, "/", "退会の手続きが終わりました")
}
