/// How the report looks: on a screen by day and by night, and on paper.
enum HTMLStyle {
  /// The sheet's SHA-256, which lets the file forbid every other style and all scripts.
  static let hash = "sha256-owIQGCII8IBMZjibUaAQcTVaZyHP87UP7EtCkRMq96M="

  static let sheet: StaticString = """
    :root{--ink:#1b1f24;--paper:#fff;--soft:#f3f5f7;--line:#8b949e;--link:#0b4f9e;--quiet:#4d5560;
    --fail:#a61b12;--warn:#7d4600;--und:#5e359c;--pass:#165c2e;--info:#0b4f9e;--bar:#3d6fa8}
    @media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--paper:#14171a;--soft:#1e2328;
    --line:#6b7580;--link:#8cc0ff;--quiet:#b0b8c1;--fail:#ff9a91;--warn:#f0b35e;--und:#cbaaff;
    --pass:#74d292;--info:#8cc0ff;--bar:#7fa9d8}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:72rem;padding:1rem 1.25rem 3rem;color:var(--ink);
    background:var(--paper);font:16px/1.5 system-ui,"Segoe UI","Noto Sans","Noto Sans CJK SC",
    "Noto Sans CJK JP",sans-serif;overflow-wrap:anywhere}
    h1{font-size:1.7rem;line-height:1.25;margin:.1rem 0 1rem}
    h2{font-size:1.35rem;border-bottom:2px solid var(--ink);padding-bottom:.2rem;margin:2.5rem 0 1rem}
    h3{font-size:1.08rem;margin:1.8rem 0 .5rem}
    .kind{font-weight:700;letter-spacing:.06em;margin:0;color:var(--quiet)}
    a{color:var(--link)}
    a:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px}
    .skip{position:absolute;left:-99rem}
    .skip:focus{position:static}
    nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;list-style:none;margin:0;padding:.6rem 0;
    border-block:1px solid var(--line)}
    nav a,li a,th a{display:inline-block;padding:.15rem 0}
    dl{margin:.5rem 0;display:grid;gap:.25rem}
    dl div{display:grid;grid-template-columns:12rem 1fr;gap:.75rem}
    dt{color:var(--quiet)}
    dd{margin:0}
    .note{background:var(--soft);border-left:4px solid var(--line);padding:.5rem .8rem;margin:.8rem 0}
    .scroll{overflow-x:auto;margin:1rem 0}
    table{border-collapse:collapse;width:100%;font-size:.875rem}
    caption{text-align:left;font-weight:600;padding:.3rem 0}
    th,td{border:1px solid var(--line);padding:.28rem .5rem;text-align:left;vertical-align:top;
    overflow-wrap:break-word;min-width:4.5rem}
    thead th{background:var(--soft)}
    tbody th{font-weight:600}
    td.n{text-align:right;font-variant-numeric:tabular-nums}
    .t{white-space:nowrap;font-variant-numeric:tabular-nums}
    .sub{display:block;font-weight:400;color:var(--quiet);font-size:.8125rem}
    .v{font-weight:600}
    .matrix th:first-child{white-space:nowrap}.matrix th,.matrix td{min-width:5rem}
    .fail{color:var(--fail)}.warn{color:var(--warn)}.undetermined{color:var(--und)}
    .pass{color:var(--pass)}.info{color:var(--info)}
    .not-observed,.not-assessable{color:var(--quiet);font-weight:400}
    td.n.fail,td.n.warn,td.n.undetermined,td.n.pass,td.n.info{font-weight:600}
    ul.fields{margin:0;padding:0;list-style:none}
    code{font:.8125rem/1.4 ui-monospace,"Noto Sans Mono","DejaVu Sans Mono",monospace}
    .octets{background:var(--soft);border:1px solid var(--line);padding:0 .25rem;white-space:nowrap}
    pre{background:var(--soft);border:1px solid var(--line);padding:.6rem .8rem;white-space:pre-wrap}
    figure{margin:1rem 0}
    figcaption{font-weight:600;font-size:.875rem;margin-bottom:.2rem}
    figure svg{width:100%;max-width:44rem;height:auto;display:block}
    svg text{font-size:12px;fill:var(--ink)}
    .bar{fill:var(--bar)}.axis{fill:var(--line)}
    .share span{display:inline-block;width:4rem;text-align:right;font-variant-numeric:tabular-nums}
    .share svg{width:8rem;height:.6rem;margin-left:.5rem}
    footer{margin-top:3rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.875rem}
    .sign{max-width:32rem}
    .sign th{width:12rem}
    .sign td{height:2.2rem}
    @media (max-width:40rem){body{font-size:15px;padding:.75rem}dl div{grid-template-columns:1fr;
    gap:0}dd{margin-bottom:.35rem}.legend div{grid-template-columns:8.5rem 1fr}}
    @page{margin:14mm 12mm}
    @media print{:root{--ink:#000;--paper:#fff;--soft:#f3f5f7;--line:#777;--link:#000;--quiet:#333;
    --fail:#8a150d;--warn:#6b3c00;--und:#4c2a80;--pass:#114a25;--info:#083d7a;--bar:#3d6fa8}
    body{max-width:none;padding:0;font-size:9.5pt}nav,.skip{display:none}a{text-decoration:none}
    h2{break-after:avoid;margin-top:1.2rem}h3,caption,figcaption{break-after:avoid}
    #assets,#clauses{break-before:page}
    .scroll{overflow:visible}table{font-size:7.5pt}th,td{padding:.15rem .25rem;min-width:0}
    code{font-size:7pt}tr,figure,dl div{break-inside:avoid}thead{display:table-header-group}
    .bar{print-color-adjust:exact}footer{break-inside:avoid}}
    """
}
