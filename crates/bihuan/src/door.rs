//! The door of the server. An address or headers too long for HTTP are turned away before any page is asked, with a status
//! and not a word; here they are told what stood in the way and what to do instead.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// How the bare answers begin: an address of more than 65 534 bytes, headers of more than some 400 000.
const BARE: [&[u8]; 2] = [b"HTTP/1.1 414 ", b"HTTP/1.1 431 "];

/// What is told instead. Nothing was read of what was asked, so it speaks both languages.
const TOLD: &str = "<!doctype html>
<html lang=\"zh-CN\">
<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>网址太长 · The address is too long</title></head>
<body>
<h1>网址太长</h1>
<p>您打开的网址太长，没有办理任何事项。搜索时只看前 60 个字：请在<a href=\"/search\">搜索页</a>里少写几个字再试；查询材料全文，请把其中一句贴进搜索框。</p>
<h1 lang=\"en\">The address is too long</h1>
<p lang=\"en\">The address that you opened is too long; nothing was done. A search looks at the first 60 characters: <a href=\"/search\">search again</a> with fewer words.</p>
</body>
</html>
";

/// A listener whose lines say why they are closed.
pub struct Door(pub TcpListener);

impl Listener for Door {
    type Io = Line<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        let (line, peer) = Listener::accept(&mut self.0).await;
        (Line::new(line), peer)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A line to somebody.
pub struct Line<T> {
    line: T,
    /// What is still to be written in place of a bare answer.
    rest: Vec<u8>,
    /// Whether an answer has begun since something was last read: what follows is its body, whatever it looks like.
    answering: bool,
}

fn instead_of(answer: &[u8]) -> Option<Vec<u8>> {
    let bare = BARE.iter().find(|bare| answer.starts_with(bare))?;
    let status = String::from_utf8_lossy(bare);
    let reason = if bare.ends_with(b"414 ") { "URI Too Long" } else { "Request Header Fields Too Large" };
    let about = format!(
        "content-type: text/html; charset=utf-8\r\ncontent-length: {}\r\ncontent-security-policy: default-src 'none'\r\nconnection: close",
        TOLD.len()
    );
    Some(format!("{status}{reason}\r\n{about}\r\n\r\n{TOLD}").into_bytes())
}

impl<T> Line<T> {
    fn new(line: T) -> Self {
        Self { line, rest: Vec::new(), answering: false }
    }

    /// What is told in place of a bare answer, if this is the beginning of one.
    fn told(&mut self, answer: &[u8]) -> Option<Vec<u8>> {
        let begins = !std::mem::replace(&mut self.answering, true);
        instead_of(answer).filter(|_| begins)
    }
}

impl<T: AsyncWrite + Unpin> Line<T> {
    fn write_rest(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.rest.is_empty() {
            let written = ready!(Pin::new(&mut self.line).poll_write(cx, &self.rest))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.rest.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Line<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        ready!(Pin::new(&mut self.line).poll_read(cx, into))?;
        self.answering &= into.filled().len() == before;
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Line<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, answer: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.write_rest(cx))?;
        match self.told(answer) {
            None => Pin::new(&mut self.line).poll_write(cx, answer),
            Some(told) => {
                self.rest = told;
                Poll::Ready(Ok(answer.len()))
            }
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        answer: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.write_rest(cx))?;
        match answer.first().and_then(|first| Some((first.len(), self.told(first)?))) {
            None => Pin::new(&mut self.line).poll_write_vectored(cx, answer),
            Some((length, told)) => {
                self.rest = told;
                Poll::Ready(Ok(length))
            }
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.line.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.write_rest(cx))?;
        Pin::new(&mut self.line).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.write_rest(cx))?;
        Pin::new(&mut self.line).poll_shutdown(cx)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::{Read, Write};

    use axum::Router;
    use axum::routing::get;
    use axum::serve::ListenerExt;

    use super::*;

    /// What a server behind the door answers to a request as it goes over the line.
    fn answered(request: &str) -> String {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let pages = Router::new().route("/search", get(async || "found"));
        let service = pages.into_make_service_with_connect_info::<SocketAddr>();
        runtime.spawn(async { axum::serve(Door(listener).tap_io(|_| {}), service).await });
        let mut line = std::net::TcpStream::connect(address).unwrap();
        line.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        line.read_to_string(&mut text).unwrap();
        text
    }

    fn asked(query: &str) -> String {
        answered(&format!("GET /search?q={query} HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n"))
    }

    #[test]
    fn a_query_of_ten_thousand_chinese_characters_is_told_what_to_do() {
        let told = asked(&"%E8%B7%AF".repeat(10_000));
        assert!(told.starts_with("HTTP/1.1 414 URI Too Long\r\n"), "{told}");
        assert!(
            told.contains("网址太长") && told.contains("href=\"/search\"") && told.ends_with("</html>\n"),
            "{told}"
        );
    }

    #[test]
    fn headers_that_are_too_long_are_told_so_and_others_are_answered() {
        let bare = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\n\r\n";
        let told = String::from_utf8(instead_of(bare).unwrap()).unwrap();
        assert!(
            told.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n") && told.contains("too long"),
            "{told}"
        );
        assert!(instead_of(b"HTTP/1.1 200 OK\r\n").is_none() && instead_of(b"").is_none());
        assert!(asked("%E8%B7%AF").ends_with("found"));
    }

    #[test]
    fn a_file_that_reads_like_a_bare_answer_comes_as_it_is() {
        let mut line = Line::new(Vec::new());
        let context = &mut Context::from_waker(std::task::Waker::noop());
        let parts: [&[u8]; 2] = [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 414 what somebody kept"];
        for part in parts {
            assert!(matches!(Pin::new(&mut line).poll_write(context, part), Poll::Ready(Ok(all)) if all == part.len()));
        }
        assert_eq!(line.line, parts.concat());
    }
}
