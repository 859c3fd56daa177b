#if StatusPage
  internal import Sensor

  /// The files of the status page: they load nothing from elsewhere, and nothing runs inline.
  enum StatusAssets {
    static func page(_ path: String) -> StatusServer.Page? {
      switch path {
      case "/", "/index.html": file("text/html; charset=utf-8", document)
      case "/status.js": file("text/javascript; charset=utf-8", StatusScript.text)
      case "/status.css": file("text/css; charset=utf-8", StatusSheet.text)
      default: nil
      }
    }

    private static func file(_ type: String, _ text: String) -> StatusServer.Page {
      StatusServer.Page(status: 200, type: type, text: text, isForBrowsers: true)
    }

    private static let document = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>LabTap</title>
      <link rel="icon" href="data:,">
      <link rel="stylesheet" href="/status.css">
      <script src="/status.js" defer></script>
      </head>
      <body>
      <a class="skip" href="#content" data-text="skip"></a>
      <header>
      <p class="kind">LabTap</p>
      <h1 id="site"></h1>
      <p id="answer" role="status"></p>
      <p id="link" role="status"></p>
      </header>
      <main id="content">
      <section aria-labelledby="numbers-title"><h2 id="numbers-title" data-text="now"></h2>
      <div id="numbers"></div></section>
      <section aria-labelledby="assets-title"><h2 id="assets-title" data-text="assets"></h2>
      <div id="assets"></div></section>
      <section aria-labelledby="recent-title"><h2 id="recent-title" data-text="recent"></h2>
      <div id="recent"></div></section>
      <section aria-labelledby="matrix-title"><h2 id="matrix-title" data-text="matrix"></h2>
      <div id="matrix"></div></section>
      </main>
      <noscript><p>This page needs its script; /status.json and /metrics tell the same.</p></noscript>
      </body>
      </html>

      """
  }
#endif
