/// The script of the status page.
///
/// It makes elements and sets their text; nothing that it is sent is ever taken for markup.
enum StatusScript {
  static let text = #"""
    "use strict";
    const words = {
      en: {skip: "Skip to content", now: "Now", assets: "Instruments", recent: "Last findings",
        matrix: "Clauses", packets: "packets/s", lost: "packets lost", lostTotal: "in all",
        delay: "alert delay, 99 of 100", delayHalf: "half below", none: "none yet",
        backlog: "waiting for delivery", failures: "failed deliveries", stored: "in the store",
        uptime: "running for", flows: "flows", oneSided: "seen in one direction only",
        asset: "instrument", address: "address", model: "model", last: "last seen",
        clause: "clause", waiting: "The ledger is being made …", nothing: "No breach was seen yet.",
        show: "Show every clause", counts: "Clauses per verdict", every: "Verdict of each clause", count: "times", mend: "To mend", evidence: "Evidence",
        peer: "peer", packet: "packet", live: "live", gone: "No connection to the sensor; trying again.",
        bad: n => n + (n === 1 ? " instrument breaks a clause." : " instruments break a clause."),
        odd: n => "No clause is broken; " + n + (n === 1 ? " instrument has" : " instruments have")
          + " warnings.",
        good: "No clause is broken in what was seen.", unknown: "Nothing was judged yet.",
        sick: "The sensor itself needs attention", more: n => n + " more are not shown.",
        fail: "fail", warn: "warn", undetermined: "undetermined", pass: "pass", info: "info",
        "not-observed": "not observed", "not-assessable": "not assessable"},
      zh: {skip: "跳到正文", now: "当前", assets: "仪器", recent: "最新结论", matrix: "条款",
        packets: "数据包/秒", lost: "丢失的数据包", lostTotal: "累计", delay: "告警延迟（99%）",
        delayHalf: "一半低于", none: "尚无", backlog: "等待投递", failures: "投递失败",
        stored: "已入库", uptime: "已运行", flows: "流", oneSided: "仅见单向", asset: "仪器",
        address: "地址", model: "型号", last: "最后所见", clause: "条款", waiting: "正在生成判定表……",
        nothing: "尚未发现违反。", show: "显示全部条款", counts: "按判定统计的条款",
    every: "各条款的判定", count: "次", mend: "整改", evidence: "证据",
        peer: "对端", packet: "数据包", live: "实时", gone: "与传感器的连接已断开，正在重试。",
        bad: n => n + " 台仪器违反了条款。", odd: n => "没有违反条款；" + n + " 台仪器有警告。",
        good: "在所见流量中没有违反任何条款。", unknown: "尚未作出判定。", sick: "传感器自身需要处理",
        more: n => "另有 " + n + " 项未显示。", fail: "不符合", warn: "警告", undetermined: "无法判定",
        pass: "符合", info: "信息", "not-observed": "未观察到", "not-assessable": "不可评估"},
      ja: {skip: "本文へ移動", now: "現在", assets: "装置", recent: "最新の検出", matrix: "条項",
        packets: "パケット/秒", lost: "欠落パケット", lostTotal: "累計", delay: "警報の遅延（99%）",
        delayHalf: "半数はこれ未満", none: "まだなし", backlog: "配送待ち", failures: "配送の失敗",
        stored: "保管済み", uptime: "稼働時間", flows: "フロー", oneSided: "片方向のみ", asset: "装置",
        address: "アドレス", model: "型式", last: "最終観測", clause: "条項", waiting: "判定表を作成中…",
        nothing: "違反はまだ観測されていません。", show: "すべての条項を表示",
    counts: "判定ごとの条項数", every: "条項ごとの判定", count: "回", mend: "対処",
        evidence: "証拠", peer: "通信相手", packet: "パケット", live: "稼働中",
        gone: "センサーに接続できません。再試行しています。",
        bad: n => n + " 台の装置に条項への違反があります。",
        odd: n => "条項への違反はありません。" + n + " 台の装置に警告があります。",
        good: "観測した通信に条項への違反はありませんでした。", unknown: "まだ判定がありません。",
        sick: "センサー自体に対処が必要です", more: n => "ほか " + n + " 件は表示していません。",
        fail: "不適合", warn: "警告", undetermined: "判定不能", pass: "適合", info: "情報",
        "not-observed": "観測なし", "not-assessable": "評価対象外"}
    };
    const asked = new URLSearchParams(location.search).get("lang") || navigator.language || "en";
    const language = asked.startsWith("zh") ? "zh" : asked.startsWith("ja") ? "ja" : "en";
    const say = words[language];
    const verdicts = ["fail", "warn", "undetermined", "pass", "info", "not-observed", "not-assessable"];
    const signs = {fail: "✗", warn: "!", undetermined: "?", pass: "✓", info: "i",
      "not-observed": "○", "not-assessable": "–"};
    const known = {};

    // What could hide or reorder text is written out, as in the report.
    function harmless(text) {
      return String(text).replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu,
        c => "\\u{" + c.codePointAt(0).toString(16) + "}");
    }
    function make(name, style, text) {
      const element = document.createElement(name);
      if (style) element.className = style;
      if (text !== undefined) element.textContent = text;
      return element;
    }
    function wire(text) { return make("bdi", "", harmless(text)); }
    function add(parent, ...children) {
      for (const child of children) parent.append(child);
      return parent;
    }
    function verdict(word) {
      const element = make("span", "v " + word);
      const sign = make("span", "", (signs[word] || "") + " ");
      sign.setAttribute("aria-hidden", "true");
      return add(element, sign, say[word] || word);
    }
    function head(text, scope) {
      const cell = make("th", "", text);
      cell.scope = scope || "col";
      return cell;
    }
    function table(caption, heads) {
      const box = make("div", "scroll");
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", caption);
      const body = make("tbody");
      const row = make("tr");
      for (const text of heads) row.append(head(text));
      add(box, add(make("table"), make("caption", "", caption), add(make("thead"), row), body));
      return [box, body];
    }
    // Only what changed is made anew, so that a selection or the focus stays where it is.
    function update(id, data, render) {
      const text = JSON.stringify(data);
      if (known[id] === text) return;
      known[id] = text;
      const place = document.getElementById(id);
      const open = [...place.querySelectorAll("details")].some(d => d.open);
      const made = render();
      for (const d of made.flatMap(e => e.matches("details") ? [e] : [])) d.open = open;
      place.replaceChildren(...made);
    }
    function chart(values, label) {
      const space = "http://www.w3.org/2000/svg";
      const picture = document.createElementNS(space, "svg");
      picture.setAttribute("viewBox", "0 0 120 24");
      picture.setAttribute("preserveAspectRatio", "none");
      picture.setAttribute("role", "img");
      picture.setAttribute("aria-label", label);
      const most = Math.max(1, ...values);
      values.forEach((value, index) => {
        const height = value === 0 ? 0 : Math.max(1, value / most * 24);
        const bar = document.createElementNS(space, "rect");
        bar.setAttribute("class", "bar");
        bar.setAttribute("x", String(120 - values.length + index));
        bar.setAttribute("y", String(24 - height));
        bar.setAttribute("width", "0.9");
        bar.setAttribute("height", String(height));
        picture.append(bar);
      });
      return picture;
    }
    function tile(label, value, sub, picture) {
      const box = add(make("div", "tile"), make("p", "sub", label), make("p", "big", value));
      if (sub) box.append(make("p", "sub", sub));
      if (picture) box.append(picture);
      return box;
    }
    function span(seconds) {
      const hours = Math.floor(seconds / 3600);
      if (hours >= 48) return Math.floor(hours / 24) + " d";
      return hours > 0 ? hours + " h " + Math.floor(seconds / 60) % 60 + " min"
        : seconds >= 60 ? Math.floor(seconds / 60) + " min" : seconds + " s";
    }
    function lastOf(list) { return list.length ? list[list.length - 1] : 0; }
    function time(text) { return (text || "").slice(0, 19).replace("T", " "); }

    function showNumbers(s) {
      const t = s.traffic, d = s.delivery, a = d.alert_delay;
      update("numbers", [t, d, s.seconds], () => [
        tile(say.packets, String(lastOf(t.packets_per_second)), t.interfaces.map(i =>
          i.name + (i.up ? " ▲" : " ▼")).join(", "), chart(t.packets_per_second, say.packets)),
        tile(say.lost + "/s", String(lastOf(t.lost_per_second)), t.lost + " " + say.lostTotal,
          chart(t.lost_per_second, say.lost)),
        tile(say.delay, a.p99_ms !== undefined ? "≤ " + a.p99_ms + " ms" : a.count ? "> 60 s" : say.none,
          a.p50_ms === undefined ? "" : say.delayHalf + " " + a.p50_ms + " ms"),
        tile(say.backlog, String(d.waiting + (d.store ? d.store.waiting : 0)),
          d.failures + " " + say.failures + (d.store ? ", " + d.store.stored + " " + say.stored : "")),
        tile(say.flows, String(t.flows), t.one_sided_flows + " " + say.oneSided),
        tile(say.uptime, span(s.seconds), s.sensor)
      ]);
    }
    function showAnswer(s) {
      const assets = s.assets || [];
      const count = word => assets.filter(a => Object.values(a.clauses).includes(word)).length;
      const failed = count("fail"), warned = count("warn");
      let text, style;
      if (!s.health.ok) [text, style] = [say.sick + ": " + s.health.problems.join("; "), "fail"];
      else if (failed) [text, style] = [signs.fail + " " + say.bad(failed), "fail"];
      else if (warned) [text, style] = [signs.warn + " " + say.odd(warned), "warn"];
      else if (count("pass")) [text, style] = [signs.pass + " " + say.good, "pass"];
      else [text, style] = [signs["not-observed"] + " " + say.unknown, "not-observed"];
      const place = document.getElementById("answer");
      if (place.textContent !== text) { place.textContent = text; place.className = style; }
    }
    function showAssets(s) {
      update("assets", [s.assets, s.asset_count], () => {
        if (!s.assets) return [make("p", "", say.waiting)];
        const [box, body] = table(say.counts, [say.asset, say.address, say.model, say.last]
          .concat(verdicts.map(v => say[v])));
        for (const asset of s.assets) {
          const row = add(make("tr"), add(head("", "row"), wire(asset.id)),
            add(make("td"), wire([asset.address, asset.mac].filter(Boolean).join(" "))),
            add(make("td"), wire(asset.model || "")), make("td", "", time(asset.last_seen)));
          for (const word of verdicts) {
            const n = Object.values(asset.clauses).filter(v => v === word).length;
            row.append(make("td", "n" + (n ? " " + word : ""), String(n)));
          }
          body.append(row);
        }
        const rest = s.asset_count - s.assets.length;
        return rest > 0 ? [box, make("p", "", say.more(rest))] : [box];
      });
    }
    function showRecent(s) {
      update("recent", s.recent, () => {
        if (!s.recent.length) return [make("p", "", say.nothing)];
        return s.recent.map(f => {
          const title = make("h3");
          add(title, verdict(f.verdict), " ", wire(f.clause), " – ", wire(f.title[language]));
          const facts = make("dl");
          const fact = (name, value) => {
            if (value) add(facts, make("dt", "", name), add(make("dd"), wire(value)));
          };
          fact(say.asset, f.asset);
          fact(say.peer, [f.peer, f.peer_name].filter(Boolean).join(" "));
          fact(say.last, time(f.last_seen) + ", " + f.count + " " + say.count + ", " + say.packet
            + " " + f.packet);
          fact(say.evidence, Object.entries(f.evidence).map(([k, v]) => k + "=" + v).join("  "));
          fact(say.mend, f.remediation[language]);
          return add(make("article", f.verdict), title, add(make("p"), wire(f.reason[language])), facts);
        });
      });
    }
    function showMatrix(s) {
      update("matrix", s.assets, () => {
        if (!s.assets) return [make("p", "", say.waiting)];
        const clauses = [...new Set(s.assets.flatMap(a => Object.keys(a.clauses)))];
        const [box, body] = table(say.every, [say.clause]);
        const heads = box.querySelector("thead tr");
        for (const asset of s.assets) heads.append(add(head(""), wire(asset.id)));
        for (const clause of clauses) {
          const row = add(make("tr"), add(head("", "row"), wire(clause)));
          for (const asset of s.assets) {
            const cell = make("td");
            if (Object.hasOwn(asset.clauses, clause)) cell.append(verdict(asset.clauses[clause]));
            row.append(cell);
          }
          body.append(row);
        }
        return [add(make("details"), make("summary", "", say.show), box)];
      });
    }
    function show(s) {
      const site = document.getElementById("site");
      const name = harmless(s.site || s.sensor);
      if (site.textContent !== name) { site.textContent = name; document.title = "LabTap · " + name; }
      showAnswer(s);
      showNumbers(s);
      showAssets(s);
      showRecent(s);
      showMatrix(s);
    }
    document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
    for (const element of document.querySelectorAll("[data-text]")) {
      element.textContent = say[element.dataset.text];
    }
    const link = document.getElementById("link");
    const events = new EventSource("/events");
    events.onopen = () => { link.textContent = say.live; };
    events.onerror = () => { link.textContent = say.gone; };
    events.onmessage = event => show(JSON.parse(event.data));

    """#
}
