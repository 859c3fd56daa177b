ARG RUNTIME_IMAGE=debian:bookworm-slim
FROM ${RUNTIME_IMAGE}
RUN apt-get update -q \
  && apt-get install -y -q --no-install-recommends rsyslog \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10514 --shell /usr/sbin/nologin collector \
  && install -d -o collector -g collector /var/log/labtap
COPY rsyslog.conf /etc/rsyslog.conf
USER collector
ENTRYPOINT ["rsyslogd", "-n", "-i", "NONE"]
