package blob

import (
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"nariwai/internal/fault"
)

const anyBytes = "application/octet-stream"

// kinds says which types the bytes of a file may have whose name ends so. A name that ends in another way promises nothing.
var kinds = []struct {
	ends  string
	types []string
}{
	{"zip", []string{"application/zip*"}}, // *: and what is made of it
	{"txt md csv tsv json xml html htm svg css log srt vtt tex yml yaml ini", []string{"text/plain*"}},
	{"pdf", []string{"application/pdf"}},
	{"ai", []string{"application/pdf", "application/postscript"}},
	{"docx", []string{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip", "application/x-ole-storage"}},
	{"xlsx", []string{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip", "application/x-ole-storage"}},
	{"pptx", []string{"application/vnd.openxmlformats-officedocument.presentationml.presentation", "application/zip", "application/x-ole-storage"}},
	{"doc", []string{"application/msword", "application/x-ole-storage", "text/rtf"}},
	{"xls", []string{"application/vnd.ms-excel", "application/x-ole-storage"}},
	{"ppt", []string{"application/vnd.ms-powerpoint", "application/x-ole-storage"}},
	{"odt", []string{"application/vnd.oasis.opendocument.text"}},
	{"ods", []string{"application/vnd.oasis.opendocument.spreadsheet"}},
	{"odp", []string{"application/vnd.oasis.opendocument.presentation"}},
	{"epub", []string{"application/epub+zip"}},
	{"rtf", []string{"text/rtf"}},
	{"jpg jpeg", []string{"image/jpeg"}},
	{"png", []string{"image/png", "image/apng"}},
	{"gif", []string{"image/gif"}},
	{"webp", []string{"image/webp"}},
	{"avif", []string{"image/avif"}},
	{"heic heif", []string{"image/heic", "image/heic-sequence", "image/heif", "image/heif-sequence"}},
	{"bmp", []string{"image/bmp"}},
	{"tif tiff", []string{"image/tiff"}},
	{"psd", []string{"image/vnd.adobe.photoshop"}},
	{"mp3", []string{"audio/mpeg"}},
	{"wav", []string{"audio/wav"}},
	{"flac", []string{"audio/flac"}},
	{"aac", []string{"audio/aac"}},
	{"m4a", []string{"audio/x-m4a", "audio/mp4", "video/mp4"}},
	{"ogg oga opus", []string{"application/ogg", "audio/ogg", "video/ogg"}},
	{"mp4 m4v", []string{"video/mp4", "video/x-m4v", "audio/mp4"}},
	{"mov", []string{"video/quicktime", "video/mp4"}},
	{"webm", []string{"video/webm"}},
	{"mkv", []string{"video/matroska", "video/webm"}},
	{"avi", []string{"video/x-msvideo"}},
	{"7z", []string{"application/x-7z-compressed"}},
	{"rar", []string{"application/vnd.rar"}},
	{"gz tgz", []string{"application/gzip"}},
	{"tar", []string{"application/x-tar"}},
}

// programs are types that a double click would run; nobody delivers work in them.
var programs = []string{
	"application/vnd.microsoft.portable-executable", "application/x-elf", "application/x-mach-binary", "application/x-ms-installer",
	"application/vnd.debian.binary-package", "application/x-rpm", "application/vnd.android.package-archive", "application/java-archive",
	"application/x-java-applet", "application/x-shockwave-flash", "application/x-chrome-extension", "application/x-ms-shortcut", "application/vnd.ms-htmlhelp",
}

const programEnds = "exe com scr pif cpl dll msi bat cmd ps1 vbs vbe jse wsf wsh hta lnk reg jar apk deb rpm"

// tame are the beginnings of types that no browser runs; everything else is kept as bytes without a meaning.
var tame = []string{"text/plain", "text/csv", "text/rtf", "application/pdf", "application/zip", "application/gzip", "application/vnd.", "application/msword", "image/", "audio/", "video/"}

// check returns the type under which bytes of kind m are kept for a file of that name, or refuses them.
func check(name string, m *mimetype.MIME) (string, error) {
	end := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	if slices.Contains(strings.Fields(programEnds), end) || slices.ContainsFunc(programs, func(p string) bool { return made(m, p+"*") }) {
		return "", fault.New(fault.Invalid, "「%s」はプログラムのファイルなので、置けません。必要なときは、ソースを文章か zip で渡してください", name)
	}
	for _, k := range kinds {
		if slices.Contains(strings.Fields(k.ends), end) && !slices.ContainsFunc(k.types, func(t string) bool { return made(m, t) }) {
			return "", fault.New(fault.Invalid, "「%s」の中身は、名前の終わりの「.%s」が示す種類ではありません。正しい名前にするか、元のファイルから作り直してください", name, end)
		}
	}
	kind, _, _ := strings.Cut(m.String(), ";")
	if strings.HasSuffix(kind, "+xml") || !slices.ContainsFunc(tame, func(t string) bool { return strings.HasPrefix(kind, t) }) {
		return anyBytes, nil
	}
	return kind, nil
}

// made reports whether m is of a type or, when it ends in *, of one that is made of it: a .csv is text, a .docx is a zip.
func made(m *mimetype.MIME, kind string) bool {
	kind, deep := strings.CutSuffix(kind, "*")
	for ; m != nil; m = m.Parent() {
		if m.Is(kind) {
			return true
		}
		if !deep {
			return false
		}
	}
	return false
}
