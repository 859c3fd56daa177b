/// The style of the status page.
enum StatusSheet {
  static let text = """
    :root{--ink:#1b1f24;--paper:#fff;--soft:#f3f5f7;--line:#8b949e;--link:#0b4f9e;--quiet:#4d5560;
    --fail:#a61b12;--warn:#7d4600;--und:#5e359c;--pass:#165c2e;--info:#0b4f9e;--bar:#3d6fa8}
    @media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--paper:#14171a;--soft:#1e2328;
    --line:#6b7580;--link:#8cc0ff;--quiet:#b0b8c1;--fail:#ff9a91;--warn:#f0b35e;--und:#cbaaff;
    --pass:#74d292;--info:#8cc0ff;--bar:#7fa9d8}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:80rem;padding:1rem 1.25rem 3rem;color:var(--ink);
    background:var(--paper);font:16px/1.45 system-ui,"Segoe UI","Noto Sans","Noto Sans CJK SC",
    "Noto Sans CJK JP",sans-serif;overflow-wrap:anywhere}
    h1{font-size:1.3rem;margin:.1rem 0 .6rem}
    h2{font-size:1.1rem;border-bottom:2px solid var(--ink);padding-bottom:.15rem;margin:1.8rem 0 .8rem}
    h3{font-size:1rem;margin:0}
    .kind{font-weight:700;letter-spacing:.06em;margin:0;color:var(--quiet)}
    .skip{position:absolute;left:-99rem}.skip:focus{position:static}
    a:focus-visible,.scroll:focus-visible,summary:focus-visible{outline:3px solid var(--link);
    outline-offset:2px}
    #answer{font-size:1.6rem;line-height:1.25;font-weight:700;margin:.2rem 0;padding:.6rem .8rem;
    background:var(--soft);border-left:.5rem solid currentColor}
    #link{margin:.3rem 0;color:var(--quiet)}
    #numbers{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));gap:.7rem}
    .tile{background:var(--soft);border:1px solid var(--line);padding:.5rem .7rem}
    .tile p{margin:0}
    .tile .big{font-size:1.4rem;font-weight:700;font-variant-numeric:tabular-nums}
    .tile svg{display:block;width:100%;height:2.4rem;margin-top:.2rem}
    .sub{color:var(--quiet);font-size:.875rem}
    .bar{fill:var(--bar)}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:.875rem}
    caption{text-align:left;padding:.2rem 0;color:var(--quiet)}
    th,td{border:1px solid var(--line);padding:.25rem .45rem;text-align:left;vertical-align:top}
    thead th{background:var(--soft)}
    td.n{text-align:right;font-variant-numeric:tabular-nums}
    .v{font-weight:600;white-space:nowrap}
    .fail{color:var(--fail)}.warn{color:var(--warn)}.undetermined{color:var(--und)}
    .pass{color:var(--pass)}.info{color:var(--info)}
    .not-observed,.not-assessable{color:var(--quiet);font-weight:400}
    article{border:1px solid var(--line);border-left:.35rem solid currentColor;padding:.6rem .8rem;
    margin:.6rem 0}
    article.fail,article.warn,article.undetermined{color:var(--ink)}
    article.fail{border-left-color:var(--fail)}article.warn{border-left-color:var(--warn)}
    article.undetermined{border-left-color:var(--und)}
    article p{margin:.25rem 0}
    dl{display:grid;grid-template-columns:auto 1fr;gap:.1rem .7rem;margin:.3rem 0}
    dt{color:var(--quiet)}dd{margin:0}
    code{font:.8125rem/1.4 ui-monospace,"Noto Sans Mono","DejaVu Sans Mono",monospace}
    summary{cursor:pointer;padding:.3rem 0}
    @media (max-width:40rem){body{font-size:15px;padding:.75rem}#answer{font-size:1.25rem}}

    """
}
