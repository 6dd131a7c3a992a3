package web

import (
	"crypto/subtle"
	"errors"
	"net/http"

	"nariwai/internal/fault"
	"nariwai/internal/mail"
	"nariwai/internal/usecase/mailing"
)

// bounceMost is the largest report that is read.
const bounceMost = 2 << 20

// mailBounces takes a delivery report that our own mail server passes on, whole and as it came. Whoever doesn't know the
// token finds nothing here. A report that we can't use is answered 422, so that the server doesn't send it again.
func (s *Server) mailBounces(w http.ResponseWriter, r *http.Request) {
	x := exchangeOf(r)
	x.route = "POST /mail/bounces"
	want := "Bearer " + s.BounceToken
	if s.BounceToken == "" || subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte(want)) != 1 {
		http.NotFound(w, r)
		return
	}
	b, err := mail.ReadBounce(http.MaxBytesReader(w, r.Body, bounceMost))
	if err == nil {
		err = mailing.TakeBounce(r.Context(), s.DB, b)
	}
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, mail.ErrNoReport), fault.Is(err, fault.NotFound):
		http.Error(w, "no report about a mail that was sent from here", http.StatusUnprocessableEntity)
	default:
		x.err = err
		http.Error(w, "try again later", http.StatusServiceUnavailable)
	}
}
