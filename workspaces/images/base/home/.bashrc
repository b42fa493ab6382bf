# Read by shells that a person types into.
case $- in
    *i*) ;;
    *) return ;;
esac
HISTCONTROL=ignoreboth
HISTSIZE=10000
shopt -s histappend checkwinsize
PS1='\w\$ '
alias ls='ls --color=auto' ll='ls -l' grep='grep --color=auto'
